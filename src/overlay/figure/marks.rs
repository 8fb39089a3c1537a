//! Dots of steps, arrow heads, members of generations and marks: the shapes of `shaders/glyph.wgsl` as paths.

use std::collections::{BTreeSet, HashSet};

use egui::{Pos2, Vec2};
use glam::Vec2 as Px;
use svg::node::element::{Circle, Element, Group, Path, RadialGradient, Stop, Use};

use super::polygons::{ARROW, DIAMOND, cross, scaled, star, triangle};
use super::write::{line_data, number, share};
use super::{FigurePane, Sheet};
use crate::scene::measures::{
    ARROW_RADIUS, DOT_RADIUS, DOT_RIM, GLYPH_HALO_STRENGTH, HALO, HEAD_RADIUS, MARK_RIM,
    MEMBER_RADIUS, VERTEX_RADIUS,
};
use crate::scene::{
    ArrowHead, Color, Glyph, Mark, PathPoint, Scene, dots_along, head_of, heads_along,
};

/// Radius of a ball's glow, in radii of the ball.
const GLOW: f32 = 2.1;
/// The white shine of a ball: its place and its radius, in radii of the ball.
const SHINE: [f32; 3] = [-0.3, -0.35, 0.75];

/// Points within which an arrow head, or a dot, covers another.
const COVERED: f32 = 4.0;

/// All glyphs of a pane, in the order of the picture.
pub(super) fn group(pane: &FigurePane<'_>, sheet: &mut Sheet) -> Group {
    let scene = pane.scene;
    let mut drawer = Drawer { halo: scene.style.theme.halo(), group: Group::new() };
    for cloud in &scene.clouds {
        let radius = if cloud.outline.is_some() { VERTEX_RADIUS } else { MEMBER_RADIUS };
        for at in cloud.members.iter().filter_map(|member| pane.place(*member)) {
            drawer.disc(at, radius, Look::plain(cloud.color, cloud.strength));
        }
    }
    // Places in points, which are pixels of a picture 1280 wide.
    let px = |point: &PathPoint| {
        let [x, y] = point.parameters;
        pane.place([x, y, point.loss]).map_or(Px::NAN, |at| Px::new(at.x, at.y))
    };
    for shown in &scene.paths {
        let dots = dots_along(shown, px).into_iter().filter_map(|point| {
            let [x, y] = point.parameters;
            let at = pane.place([x, y, point.loss])?;
            pane.layout.frame.contains(at).then_some(Arrow { at, along: Vec2::X })
        });
        let style = &shown.style;
        let rim = if style.point_color == style.color { 0.0 } else { DOT_RIM };
        let look = Look { color: style.point_color, opacity: style.opacity, rim };
        drawer.many(sheet, seen(dots.collect()), |one| one.disc(Pos2::ZERO, DOT_RADIUS, look));
    }
    for shown in &scene.paths {
        let heads = heads_along(shown, px).into_iter().filter_map(|head| arrow_at(pane, head));
        let look = Look::plain(shown.style.color, shown.style.opacity);
        drawer.arrows(sheet, seen(heads.collect()), ARROW_RADIUS, look);
    }
    marks(pane, &mut drawer, sheet);
    // Over the marks: a short arrow would be lost behind the ball that it starts from.
    for vector in &scene.vectors {
        let head = head_of(vector, px).and_then(|head| arrow_at(pane, head));
        let look = Look::plain(vector.color, 1.0);
        drawer.arrows(sheet, head.into_iter().collect(), HEAD_RADIUS, look);
    }
    drawer.group
}

fn marks(pane: &FigurePane<'_>, drawer: &mut Drawer, sheet: &mut Sheet) {
    let Scene { marks, .. } = pane.scene;
    let balls = marks.iter().filter(|mark| mark.glyph == Glyph::Ball);
    let colors: BTreeSet<String> = balls.map(|mark| mark.color.hex()).collect();
    if !colors.is_empty() {
        sheet.define(shine(sheet));
    }
    for color in &colors {
        sheet.define(glow(sheet, color));
    }
    for mark in marks {
        let [x, y] = mark.parameters;
        let Some(at) = pane.place([x, y, mark.loss]) else { continue };
        let (radius, look) = (mark.radius_px, Look::of(mark));
        match mark.glyph {
            Glyph::Ring => drawer.ring(at, radius, look),
            Glyph::Ball => drawer.ball(at, radius, look, sheet),
            Glyph::Disc => drawer.disc(at, radius, look),
            Glyph::Diamond => drawer.polygon(at, &scaled(&DIAMOND, radius), look),
            Glyph::Cross => drawer.polygon(at, &cross(radius, 0.22), look),
            Glyph::FilledCross => drawer.polygon(at, &cross(radius, 0.34), look),
            Glyph::Star => drawer.polygon(at, &star(radius), look),
            Glyph::Triangle => drawer.polygon(at, &triangle(radius), look),
        }
    }
}

/// How a glyph is drawn.
#[derive(Clone, Copy)]
struct Look {
    color: Color,
    opacity: f32,
    /// Width of the outline that sets it off; 0 where it has the halo of paths alone.
    rim: f32,
}

impl Look {
    fn plain(color: Color, opacity: f32) -> Self {
        Self { color, opacity, rim: 0.0 }
    }

    fn of(mark: &Mark) -> Self {
        let rim = if mark.outlined { MARK_RIM } else { 0.0 };
        Self { color: mark.color, opacity: mark.opacity, rim }
    }

    /// What lies around the shape, the widest first: colour, how far it reaches over the shape, and how strong it is.
    fn around(&self, halo: Color) -> Vec<(String, f32, f32)> {
        if self.rim == 0.0 {
            return vec![(halo.hex(), HALO, GLYPH_HALO_STRENGTH)];
        }
        let rim = self.color.opposite();
        let beyond = Color(rim.0.map(|channel| 255 - channel));
        vec![(beyond.hex(), self.rim + HALO, GLYPH_HALO_STRENGTH), (rim.hex(), self.rim, 1.0)]
    }
}

/// A head on the page: its centre, and the unit vector in which it points.
#[derive(Clone, Copy)]
struct Arrow {
    at: Pos2,
    along: Vec2,
}

fn arrow_at(pane: &FigurePane<'_>, head: ArrowHead) -> Option<Arrow> {
    let [at, ahead] = [head.sample, head.ahead].map(|sample| pane.place(sample.map(f64::from)));
    let (at, delta) = (at?, ahead? - at?);
    let along = if delta.length() > 1e-3 { delta.normalized() } else { Vec2::X };
    // Far outside there may be very many that nobody sees.
    pane.layout.frame.contains(at).then_some(Arrow { at, along })
}

/// Without those that a later one covers: a noisy path comes by the same place a thousand times.
fn seen(arrows: Vec<Arrow>) -> Vec<Arrow> {
    let cell = |arrow: &Arrow| [arrow.at.x, arrow.at.y].map(|at| (at / COVERED).floor() as i32);
    let mut taken = HashSet::new();
    let mut seen: Vec<Arrow> =
        arrows.into_iter().rev().filter(|arrow| taken.insert(cell(arrow))).collect();
    seen.reverse();
    seen
}

/// Adds glyphs, each with its halo below it.
struct Drawer {
    halo: Color,
    group: Group,
}

impl Drawer {
    fn add(&mut self, element: impl Into<Element>, opacity: f32) {
        let mut element = element.into();
        if opacity < 1.0 {
            element.get_attributes_mut().insert("opacity".to_owned(), share(opacity).into());
        }
        self.group = std::mem::replace(&mut self.group, Group::new()).add(element);
    }

    /// A shape in a colour, and the same wider below it: its halo, and its outline if it has one.
    fn shape(&mut self, shape: impl Into<Element>, look: Look) {
        let shape = shape.into();
        let with = |attributes: &[(&str, &str)]| {
            let mut copy = shape.clone();
            for (name, value) in attributes {
                copy.get_attributes_mut().insert((*name).to_owned(), (*value).into());
            }
            copy
        };
        let mut whole = Group::new();
        for (color, over, strength) in look.around(self.halo) {
            whole = whole.add(with(&[
                ("fill", &color),
                ("stroke", &color),
                ("stroke-width", &number(2.0 * over)),
                ("opacity", &share(strength)),
            ]));
        }
        self.add(whole.add(with(&[("fill", &look.color.hex())])), look.opacity);
    }

    fn polygon(&mut self, at: Pos2, corners: &[Vec2], look: Look) {
        let data = line_data(corners.iter().map(|corner| at + *corner), true);
        self.shape(Path::new().set("d", data), look);
    }

    fn disc(&mut self, at: Pos2, radius: f32, look: Look) {
        self.shape(circle(at, radius), look);
    }

    fn arrows(&mut self, sheet: &mut Sheet, arrows: Vec<Arrow>, radius: f32, look: Look) {
        self.many(sheet, arrows, |one| one.polygon(Pos2::ZERO, &scaled(&ARROW, radius), look));
    }

    /// Many glyphs of one look: the first is spelled out as a definition, to which each refers.
    fn many(&mut self, sheet: &mut Sheet, places: Vec<Arrow>, draw: impl Fn(&mut Self)) {
        if places.is_empty() {
            return;
        }
        let mut alone = Self { halo: self.halo, group: Group::new() };
        draw(&mut alone);
        let name = sheet.name("glyph");
        sheet.define(alone.group.set("id", name.clone()).into());
        for Arrow { at, along } in places {
            let [x, y, degrees] = [at.x, at.y, along.angle().to_degrees()].map(number);
            let turned = if degrees == "0" { String::new() } else { format!("rotate({degrees})") };
            let head = Use::new()
                .set("xlink:href", format!("#{name}"))
                .set("transform", format!("translate({x} {y}){turned}"));
            self.add(head, 1.0);
        }
    }

    fn ring(&mut self, at: Pos2, radius: f32, look: Look) {
        let band = |color: String, over: f32, strength: f32| {
            circle(at, 0.75 * radius)
                .set("fill", "none")
                .set("stroke", color)
                .set("stroke-width", number(0.5 * radius + 2.0 * over))
                .set("stroke-opacity", share(strength))
        };
        let around = look.around(self.halo).into_iter();
        let under = around.fold(Group::new(), |group, (color, over, strength)| {
            group.add(band(color, over, strength))
        });
        self.add(under.add(band(look.color.hex(), 0.0, 1.0)), look.opacity);
    }

    fn ball(&mut self, at: Pos2, radius: f32, look: Look, sheet: &Sheet) {
        let refer = |name: &str| format!("url(#{}-{name})", sheet.prefix);
        let glow = circle(at, GLOW * radius).set("fill", refer(&glow_name(&look.color.hex())));
        self.add(glow, look.opacity);
        self.disc(at, radius, look);
        self.add(circle(at, radius).set("fill", refer("shine")), look.opacity);
    }
}

fn circle(at: Pos2, radius: f32) -> Circle {
    Circle::new().set("cx", number(at.x)).set("cy", number(at.y)).set("r", number(radius))
}

fn glow_name(color: &str) -> String {
    format!("glow-{}", color.trim_start_matches('#'))
}

/// The light around a ball, as strong at each distance as the shader draws it.
fn glow(sheet: &Sheet, color: &str) -> Element {
    let mut gradient =
        RadialGradient::new().set("id", format!("{}-{}", sheet.prefix, glow_name(color)));
    const STOPS: usize = 8;
    for k in 0..=STOPS {
        // Distance from the ball, in its radii.
        let away = (GLOW - 1.0) * k as f32 / STOPS as f32;
        let strength = 0.35 * (-away / 0.4).exp() * (1.0 - smoothstep(0.6, 1.1, away));
        gradient = gradient.add(stop((1.0 + away) / GLOW, color, strength));
    }
    gradient.into()
}

/// The white shine of every ball.
fn shine(sheet: &Sheet) -> Element {
    let [x, y, radius] = SHINE;
    let mut gradient = RadialGradient::new()
        .set("id", format!("{}-shine", sheet.prefix))
        .set("cx", share(0.5 * (1.0 + x)))
        .set("cy", share(0.5 * (1.0 + y)))
        .set("r", share(0.5 * radius));
    const STOPS: usize = 6;
    for k in 0..=STOPS {
        let away = k as f32 / STOPS as f32;
        gradient = gradient.add(stop(away, "#ffffff", 0.5 * (1.0 - smoothstep(0.0, 1.0, away))));
    }
    gradient.into()
}

fn stop(offset: f32, color: &str, opacity: f32) -> Stop {
    Stop::new()
        .set("offset", share(offset))
        .set("stop-color", color)
        .set("stop-opacity", share(opacity))
}

fn smoothstep(from: f32, to: f32, value: f32) -> f32 {
    let share = ((value - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}
