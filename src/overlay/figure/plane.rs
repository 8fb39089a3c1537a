//! The surface of a flat view: an image of its colours, and the iso-lines over it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use egui::pos2;
use glam::{Vec2, vec2};
use rayon::prelude::*;
use svg::node::element::{Group, Image};

use super::FigurePane;
use super::lines::UNSEEN;
use super::write::{line_data, number, stroke};
use crate::overlay::Layout;
use crate::scene::{Color, Colormap, Heights, IsoLines, Scene, ShownPlane, Tint, simplified_line};

/// Pixels of the image along a side of one of the figure's: a printer shows more than a screen.
const FINENESS: f32 = 2.0;
/// Pixels along a side of the image, at most.
const MOST_PIXELS: f32 = 4096.0;
/// Colours between two neighbours of the colour map's 256.
const BETWEEN: usize = 16;
/// How strong the colour of the grid is in holes; as in `shaders/floor.wgsl`.
const HOLE_STRENGTH: f32 = 0.35;
/// Linear light that a full iso-line leaves of the surface; as in `shaders/floor.wgsl`.
const LEFT_BY_LINE: f32 = 0.5;

/// Size and pixels (RGBA, row-major, top row first) of the image of the surface: the field's heights between its
/// samples, in the colours of the colour map; `tint` are the shares of it that the scene's tint has. Twin of `fs_flat` in
/// `shaders/floor.wgsl` without its lines.
pub fn plane_pixels(
    scene: &Scene,
    layout: &Layout,
    heights: &Heights,
    tint: Option<&Heights>,
) -> ([u32; 2], Vec<u8>) {
    let fine = layout.free.size() * layout.pixels_per_point * FINENESS;
    let less = (MOST_PIXELS / fine.max_elem()).min(1.0);
    let size @ [width, height] = [fine.x, fine.y].map(|n| ((less * n).ceil() as u32).max(1));
    let shades = Shades::of(scene);
    let mut rgba = vec![255; 4 * width as usize * height as usize];
    rgba.par_chunks_mut(4 * width as usize).zip(0..height).for_each(|(row, j)| {
        for (pixel, i) in row.chunks_exact_mut(4).zip(0..width) {
            let place = |i: u32, j: u32| {
                let share = (vec2(i as f32, j as f32) + 0.5) / vec2(width as f32, height as f32);
                let ndc = vec2(2.0 * share.x - 1.0, 1.0 - 2.0 * share.y);
                scene.world.parameters(scene.camera.ray(ndc, 1.0).0)
            };
            let height = heights.at(place(i, j));
            let color = match (height, tint) {
                (None, _) => shades.hole,
                (Some(_), Some(tint)) => tint.at(place(i, j)).map_or(shades.none, |t| shades.at(t)),
                (Some(height), None) if shades.bands.is_empty() => shades.at(height),
                (Some(height), None) => {
                    let beside = [place(i + 1, j), place(i, j + 1)].map(|at| heights.at(at));
                    let step = |next: Option<f32>| next.map_or(0.0, |next| (next - height).abs());
                    shades.of_band(height, beside.map(step).iter().sum())
                }
            };
            pixel[..3].copy_from_slice(&color.0);
        }
    });
    (size, rgba)
}

/// The colours of heights, that of holes, and that of what has no value.
struct Shades {
    colors: Vec<Color>,
    hole: Color,
    none: Color,
    /// Heights at which the colours of filled contours change.
    bands: Vec<f32>,
}

impl Shades {
    fn of(scene: &Scene) -> Self {
        let style = &scene.style;
        let background = style.theme.background();
        let over = |color: Color, strength: f32| {
            let mixed = |k: usize| {
                let [below, own] = [background, color].map(|color| f32::from(color.0[k]));
                (below + strength * (own - below)).round() as u8
            };
            Color([0, 1, 2].map(mixed))
        };
        let colors = ramp(style.colormap).into_iter().map(|color| over(color, style.opacity));
        let bands = scene.contours.iter().flat_map(|shown| shown.band_heights(&scene.world));
        Self {
            colors: colors.collect(),
            hole: over(style.theme.grid(), HOLE_STRENGTH),
            none: over(Tint::NO_VALUE, style.opacity),
            bands: bands.map(|height| height as f32).collect(),
        }
    }

    fn at(&self, share: f32) -> Color {
        let last = (self.colors.len() - 1) as f32;
        self.colors[(share.clamp(0.0, 1.0) * last).round() as usize]
    }

    /// The colour of the band that a height lies in; its edges are as wide as a pixel, over which the height changes by
    /// `per_px`. Twin of `filled_color` in `shaders/terrain.wgsl`.
    fn of_band(&self, height: f32, per_px: f32) -> Color {
        let above = |band: &f32| ((height - band) / per_px.max(1e-7) + 0.5).clamp(0.0, 1.0);
        let below: f32 = self.bands.iter().map(above).sum();
        self.at(below / self.bands.len() as f32)
    }
}

/// The colour map as `color_of` in `shaders/terrain.wgsl` reads it: between its 256 colours, mixed in linear light.
fn ramp(colormap: Colormap) -> Vec<Color> {
    let table: Vec<[f32; 3]> = colormap.colors(256).into_iter().map(Color::linear).collect();
    let at = |k: usize| {
        let (low, share) = (k / BETWEEN, (k % BETWEEN) as f32 / BETWEEN as f32);
        let high = (low + 1).min(table.len() - 1);
        let mix = |c: usize| table[low][c] + share * (table[high][c] - table[low][c]);
        Color::from_linear([0, 1, 2].map(mix))
    };
    (0..=(table.len() - 1) * BETWEEN).map(at).collect()
}

/// The image over the plane.
pub(super) fn image(pane: &FigurePane<'_>) -> Image {
    let area = pane.layout.free;
    let data = BASE64_STANDARD.encode(pane.plane_png);
    Image::new()
        .set("x", number(area.min.x))
        .set("y", number(area.min.y))
        .set("width", number(area.width()))
        .set("height", number(area.height()))
        .set("preserveAspectRatio", "none")
        .set("xlink:href", format!("data:image/png;base64,{data}"))
}

/// The iso-lines, darker than the surface below them. Contours with values take their place.
pub(super) fn iso_lines(pane: &FigurePane<'_>) -> Group {
    let (scene, layout) = (pane.scene, &pane.layout);
    if scene.contours.is_some() {
        return Group::new();
    }
    let ends = [-1.0, 1.0].map(|ndc| scene.camera.ray(Vec2::splat(ndc), 1.0).0.truncate());
    let scale = layout.pixels_per_point;
    let size = layout.free.size() * scale;
    let shown = ShownPlane { low: ends[0], high: ends[1], size_px: vec2(size.x, size.y) };
    let lines = crate::scene::iso_lines(pane.heights, &scene.world, &scene.style, &shown);
    // The width at which the shader's soft edge is half as strong.
    let width = 2.0 * (0.6 * scale.max(0.8) + 0.1) / scale;
    let place = |at: &Vec2| {
        let place = layout.project(&scene.camera, at.extend(0.0))?;
        Some(vec2(place.x, place.y))
    };
    let mut group = Group::new();
    for IsoLines { strength, pieces } in lines {
        let line = |piece: &Vec<Vec2>| {
            let places: Vec<Vec2> = piece.iter().filter_map(place).collect();
            let places = simplified_line(&places, UNSEEN);
            let is_closed = places.len() > 2 && places.first() == places.last();
            let open = places.len() - usize::from(is_closed);
            line_data(places.into_iter().take(open).map(|at| pos2(at.x, at.y)), is_closed)
        };
        let data: String = pieces.iter().map(line).collect();
        // A share of linear light that is left is this share of the encoded colour, nearly.
        let left = (1.0 - (1.0 - LEFT_BY_LINE) * strength).powf(1.0 / 2.4);
        group = group.add(stroke(data, width, "#000000", scene.style.opacity * (1.0 - left)));
    }
    group
}
