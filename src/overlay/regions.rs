//! Decision regions in their card: the shades of one run, the boundaries of all, the data, and what the colours mean.

use egui::{
    Align2, Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::fit_plot::{Plot, axes};
use super::rich::elided;
use super::text::{TICK, color32, faded};
use crate::scene::{Color, RegionKey, RegionMap, Regions, Scene, Shade};

/// How strong the colour of a class is over the card where the run is sure, 0 to 1.
const TINT: f32 = 0.52;
/// Widths of the boundary of the run that is named, and of the others', points.
const OWN_LINE: f32 = 2.2;
const OTHER_LINE: f32 = 1.2;
/// How strong those of the others are, 0 to 1.
const OTHER_STRENGTH: f32 = 0.65;
/// Share of the plot that the discs of all rows cover, and their radius at least and at most, points.
const COVERED: f32 = 0.11;
const DISC: [f32; 2] = [1.2, 4.6];
/// Radius of a disc in the legend, points.
const KEY_DISC: f32 = 3.6;
/// Beside a name in the legend: between disc and name, and to the disc before.
const KEY_GAPS: f32 = 14.0;
/// Room that a class needs in the legend at least, points.
const NARROWEST_KEY: f32 = 44.0;

/// Draws what is in the card.
pub(super) fn paint(painter: &Painter, scene: &Scene, regions: &Regions, card: Rect, plot: &Plot) {
    let theme = scene.style.theme;
    axes(painter, scene, &regions.columns, plot, card.left_top() + vec2(12.0, 24.0));
    let colors = Colors::of(scene, &regions.key);
    let inner = painter.with_clip_rect(plot.area);
    if let Some(map) = &regions.map {
        inner.add(mesh(map, plot.area, &colors));
    }
    for (k, boundary) in regions.boundaries.iter().enumerate() {
        let is_own = k + 1 == regions.boundaries.len() && regions.map.is_some();
        let width = if is_own { OWN_LINE } else { OTHER_LINE };
        let strength = boundary.style.opacity * if is_own { 1.0 } else { OTHER_STRENGTH };
        let draw = |width: f32, color: Color32| {
            let line = |line: &Vec<[f64; 2]>| {
                let places: Vec<Pos2> = line.iter().map(|at| plot.place(*at)).collect();
                Shape::line(places, Stroke::new(width, color))
            };
            inner.extend(boundary.lines.iter().map(line));
        };
        if is_own {
            draw(width + 2.0, faded(theme.halo(), 0.6 * strength));
        }
        draw(width, faded(boundary.style.color, strength));
    }
    let each = COVERED * plot.area.area() / regions.points.len().max(1) as f32;
    let radius = (each / std::f32::consts::PI).sqrt().clamp(DISC[0], DISC[1]);
    let edge = Stroke::new((0.4 * radius).min(1.0), color32(theme.halo()));
    for (at, shade) in regions.points.iter() {
        inner.circle(plot.place(*at), radius, colors.full(*shade), edge);
    }
    let frame = Stroke::new(1.0, color32(theme.grid()));
    painter.rect_stroke(plot.area, CornerRadius::ZERO, frame, StrokeKind::Outside);
    words(painter, scene, regions, card);
    key(painter, scene, regions, card);
}

/// Whose regions these are, and how good they are, in the first line of the card.
fn words(painter: &Painter, scene: &Scene, regions: &Regions, card: Rect) {
    let theme = scene.style.theme;
    let (ink, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let room = card.width() - 24.0;
    let note = elided(painter, &regions.note, &TICK, room, quiet);
    let title = if regions.title.is_empty() { "decision regions" } else { &regions.title };
    let title = match regions.key {
        RegionKey::Values(_) if regions.title.is_empty() => "values",
        _ => title,
    };
    let title = elided(painter, title, &TICK, room - note.size().x - 10.0, ink);
    let at = card.right_top() + vec2(-12.0, 7.0);
    painter.galley(Align2::RIGHT_TOP.anchor_size(at, note.size()).min, note, quiet);
    painter.galley(card.left_top() + vec2(12.0, 7.0), title, ink);
}

/// The names of the classes beside their discs, in the second line from the right, as long as there is room for; classes
/// without room for a short name go.
fn key(painter: &Painter, scene: &Scene, regions: &Regions, card: Rect) {
    let RegionKey::Classes(classes) = &regions.key else { return };
    let theme = scene.style.theme;
    let quiet = color32(theme.quiet_text());
    let upright = elided(painter, &regions.columns[1], &TICK, 0.4 * card.width(), quiet);
    let room = card.width() - 24.0 - upright.size().x;
    let beside = KEY_GAPS + 2.0 * KEY_DISC;
    let width = |(name, _): &(String, Color)| {
        elided(painter, name, &TICK, f32::INFINITY, quiet).size().x + beside
    };
    let has_room = classes.iter().map(width).sum::<f32>() <= room;
    let fitting = ((room / NARROWEST_KEY) as usize).clamp(1, classes.len().max(1));
    let (shown, longest) = if has_room {
        (classes.len(), f32::INFINITY)
    } else {
        (fitting, room / fitting as f32 - beside)
    };
    let edge = Stroke::new(1.0, color32(theme.halo()));
    let [middle, mut right] = [card.min.y + 32.0, card.max.x - 12.0];
    for (name, color) in classes.iter().take(shown).rev() {
        let name = elided(painter, name, &TICK, longest, quiet);
        let at = pos2(right - name.size().x, middle - 0.5 * name.size().y);
        let disc = pos2(at.x - 4.0 - KEY_DISC, middle);
        painter.circle(disc, KEY_DISC, color32(*color), edge);
        right = disc.x - KEY_DISC + 4.0 - KEY_GAPS;
        painter.galley(at, name, quiet);
    }
}

/// The colours of shades.
enum Colors {
    /// Of each class: over the card where nothing is sure, where all is, and of the data.
    Classes(Vec<[Color32; 2]>, Color32),
    /// The colour map.
    Values(Vec<Color32>),
}

impl Colors {
    fn of(scene: &Scene, key: &RegionKey) -> Self {
        let ground = scene.style.theme.background();
        match key {
            RegionKey::Classes(classes) => {
                let pair = |(_, color): &(String, Color)| {
                    [color32(ground.mix(*color, TINT)), color32(*color)]
                };
                Self::Classes(classes.iter().map(pair).collect(), color32(ground))
            }
            RegionKey::Values(_) => {
                Self::Values(scene.style.colormap.colors(256).into_iter().map(color32).collect())
            }
        }
    }

    /// What a place has.
    fn tint(&self, shade: Shade) -> Color32 {
        match self {
            Self::Classes(classes, ground) => {
                let [sure, _] = classes[usize::from(shade.class) % classes.len()];
                ground.lerp_to_gamma(sure, shade.strength)
            }
            Self::Values(_) => self.full(shade),
        }
    }

    /// What a row of the data has.
    fn full(&self, shade: Shade) -> Color32 {
        match self {
            Self::Classes(classes, _) => classes[usize::from(shade.class) % classes.len()][1],
            Self::Values(colors) => {
                colors[(shade.strength * (colors.len() - 1) as f32).round() as usize]
            }
        }
    }
}

/// A map as a lattice of colours over an area: row by row from the lower edge, a vertex a sample.
fn mesh(map: &RegionMap, area: Rect, colors: &Colors) -> Mesh {
    let side = map.side;
    let last = (side - 1) as f32;
    let mut mesh = Mesh::default();
    for (index, shade) in map.shades.iter().enumerate() {
        let [i, j] = [index % side, index / side].map(|n| n as f32 / last);
        let at = pos2(area.min.x + i * area.width(), area.max.y - j * area.height());
        mesh.colored_vertex(at, colors.tint(*shade));
    }
    for j in 0..side - 1 {
        for i in 0..side - 1 {
            let low = (j * side + i) as u32;
            let high = low + side as u32;
            mesh.add_triangle(low, low + 1, high);
            mesh.add_triangle(low + 1, high + 1, high);
        }
    }
    mesh
}
