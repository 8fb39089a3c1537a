//! Arrow heads, members of generations and marks: the shapes of `shaders/glyph.wgsl` as paths.

use std::collections::{BTreeSet, HashSet};

use egui::{Pos2, Vec2, vec2};
use glam::Vec2 as Px;
use svg::node::element::{Circle, Element, Group, Path, RadialGradient, Stop, Use};

use super::write::{line_data, number, share};
use super::{FigurePane, Sheet};
use crate::scene::measures::{
    ARROW_RADIUS, GLYPH_HALO_STRENGTH, HALO, HEAD_RADIUS, MEMBER_RADIUS, VERTEX_RADIUS,
};
use crate::scene::{ArrowHead, Color, Glyph, PathPoint, head_of, heads_along};

/// Radius of a ball's glow, in radii of the ball.
const GLOW: f32 = 2.1;
/// The white shine of a ball: its place and its radius, in radii of the ball.
const SHINE: [f32; 3] = [-0.3, -0.35, 0.75];

/// Points within which an arrow head covers another.
const COVERED: f32 = 4.0;

/// All glyphs of a pane, in the order of the picture.
pub(super) fn group(pane: &FigurePane<'_>, sheet: &mut Sheet) -> Group {
    let scene = pane.scene;
    let mut drawer = Drawer { halo: scene.style.theme.halo().hex(), group: Group::new() };
    for cloud in &scene.clouds {
        let radius = if cloud.outline.is_some() { VERTEX_RADIUS } else { MEMBER_RADIUS };
        for at in cloud.members.iter().filter_map(|member| pane.place(*member)) {
            drawer.disc(at, radius, cloud.color, cloud.strength);
        }
    }
    // Places in points, which are pixels of a picture 1280 wide.
    let px = |point: &PathPoint| {
        let [x, y] = point.parameters;
        pane.place([x, y, point.loss]).map_or(Px::NAN, |at| Px::new(at.x, at.y))
    };
    for shown in &scene.paths {
        let heads = heads_along(shown, px).into_iter().filter_map(|head| arrow_at(pane, head));
        let look = (shown.style.color, shown.style.opacity);
        drawer.arrows(sheet, seen(heads.collect()), ARROW_RADIUS, look);
    }
    let balls = scene.marks.iter().filter(|mark| mark.glyph == Glyph::Ball);
    let colors: BTreeSet<String> = balls.map(|mark| mark.color.hex()).collect();
    if !colors.is_empty() {
        sheet.define(shine(sheet));
    }
    for color in &colors {
        sheet.define(glow(sheet, color));
    }
    for mark in &scene.marks {
        let [x, y] = mark.parameters;
        let Some(at) = pane.place([x, y, mark.loss]) else { continue };
        let (radius, look) = (mark.radius_px, (mark.color, mark.opacity));
        match mark.glyph {
            Glyph::Ring => drawer.ring(at, radius, look),
            Glyph::Ball => drawer.ball(at, radius, look, sheet),
            Glyph::Diamond => {
                let corners = [vec2(1.0, 0.0), vec2(0.0, 1.0), vec2(-1.0, 0.0), vec2(0.0, -1.0)];
                drawer.polygon(at, corners.map(|corner| radius * corner), look);
            }
            Glyph::Cross => drawer.polygon(at, cross(radius), look),
        }
    }
    // Over the marks: a short arrow would be lost behind the ball that it starts from.
    for vector in &scene.vectors {
        let head = head_of(vector, px).and_then(|head| arrow_at(pane, head));
        drawer.arrows(sheet, head.into_iter().collect(), HEAD_RADIUS, (vector.color, 1.0));
    }
    drawer.group
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

/// Two bars, crossed.
fn cross(radius: f32) -> [Vec2; 12] {
    let half = 0.22 * radius;
    let quarter = [vec2(half, half), vec2(half, radius), vec2(-half, radius)];
    let turned = |k: usize, at: Vec2| (0..k).fold(at, |at, _| vec2(-at.y, at.x));
    let eighth = egui::emath::Rot2::from_angle(std::f32::consts::FRAC_PI_4);
    std::array::from_fn(|k| eighth * turned(k / 3, quarter[k % 3]))
}

/// Adds glyphs, each with its halo below it.
struct Drawer {
    halo: String,
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

    /// A shape in a colour, and the same wider in that of the halo below it.
    fn shape(&mut self, shape: impl Into<Element>, (color, opacity): (Color, f32)) {
        let shape = shape.into();
        let with = |attributes: &[(&str, &str)]| {
            let mut copy = shape.clone();
            for (name, value) in attributes {
                copy.get_attributes_mut().insert((*name).to_owned(), (*value).into());
            }
            copy
        };
        let (halo, width) = (self.halo.clone(), number(2.0 * HALO));
        let strength = share(GLYPH_HALO_STRENGTH);
        let under = with(&[
            ("fill", &halo),
            ("stroke", &halo),
            ("stroke-width", &width),
            ("opacity", &strength),
        ]);
        let over = with(&[("fill", &color.hex())]);
        let pair: Element = Group::new().add(under).add(over).into();
        self.add(pair, opacity);
    }

    fn polygon<const N: usize>(&mut self, at: Pos2, corners: [Vec2; N], look: (Color, f32)) {
        let data = line_data(corners.map(|corner| at + corner), true);
        self.shape(Path::new().set("d", data), look);
    }

    fn disc(&mut self, at: Pos2, radius: f32, color: Color, opacity: f32) {
        self.shape(circle(at, radius), (color, opacity));
    }

    /// Heads of one look: the first is spelled out as a definition, to which each refers.
    fn arrows(
        &mut self,
        sheet: &mut Sheet,
        arrows: Vec<Arrow>,
        radius: f32,
        (color, opacity): (Color, f32),
    ) {
        if arrows.is_empty() {
            return;
        }
        let mut alone = Self { halo: self.halo.clone(), group: Group::new() };
        let corners = [vec2(1.0, 0.0), vec2(-0.85, 0.78), vec2(-0.45, 0.0), vec2(-0.85, -0.78)];
        alone.polygon(Pos2::ZERO, corners.map(|corner| radius * corner), (color, opacity));
        let name = sheet.name("arrow");
        sheet.define(alone.group.set("id", name.clone()).into());
        for Arrow { at, along } in arrows {
            let [x, y, degrees] = [at.x, at.y, along.angle().to_degrees()].map(number);
            let head = Use::new()
                .set("xlink:href", format!("#{name}"))
                .set("transform", format!("translate({x} {y})rotate({degrees})"));
            self.add(head, 1.0);
        }
    }

    fn ring(&mut self, at: Pos2, radius: f32, (color, opacity): (Color, f32)) {
        let middle = || circle(at, 0.75 * radius).set("fill", "none");
        let under = middle()
            .set("stroke", self.halo.clone())
            .set("stroke-width", number(0.5 * radius + 2.0 * HALO))
            .set("stroke-opacity", share(GLYPH_HALO_STRENGTH));
        let over = middle().set("stroke", color.hex()).set("stroke-width", number(0.5 * radius));
        self.add(Group::new().add(under).add(over), opacity);
    }

    fn ball(&mut self, at: Pos2, radius: f32, (color, opacity): (Color, f32), sheet: &Sheet) {
        let refer = |name: &str| format!("url(#{}-{name})", sheet.prefix);
        let glow = circle(at, GLOW * radius).set("fill", refer(&glow_name(&color.hex())));
        self.add(glow, opacity);
        self.disc(at, radius, color, opacity);
        self.add(circle(at, radius).set("fill", refer("shine")), opacity);
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
