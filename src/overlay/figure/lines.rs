//! Guides, paths, the edges of simplices and the shafts of vectors, each over its halo.

use egui::{Pos2, pos2};
use glam::{Vec2, vec2};
use svg::node::element::Group;

use super::FigurePane;
use super::write::{line_data, number, stroke};
use crate::scene::measures::{
    GUIDE_HALF_WIDTH, HALO, LINE_HALO_STRENGTH, OUTLINE_HALF_WIDTH, PATH_HALF_WIDTH,
    SHAFT_HALF_WIDTH,
};
use crate::scene::{
    Cloud, Color, Guide, Path, PathPoint, PathStyle, ShownPath, Vector, simplified_line,
};

/// How far, in points, a line may lie from the exact one: a tenth of a pixel of a picture 1280 wide, since a figure may
/// be printed large.
pub(super) const UNSEEN: f32 = 0.1;

/// A line and how it is drawn.
struct Line {
    points: Vec<Pos2>,
    style: PathStyle,
    half_width: f32,
}

/// All lines of a pane, in the order of the picture: guides, edges of simplices, paths, shafts.
pub(super) fn group(pane: &FigurePane<'_>) -> Group {
    let scene = pane.scene;
    let guide = |guide: &Guide| whole(pane, &guide.path, guide.style, GUIDE_HALF_WIDTH);
    let outline = |cloud: &Cloud| {
        let style = PathStyle { opacity: cloud.strength, ..PathStyle::solid(cloud.color) };
        Some(whole(pane, cloud.outline.as_ref()?, style, OUTLINE_HALF_WIDTH))
    };
    let path = |shown: &ShownPath| Line {
        points: places(pane, shown_points(shown)),
        style: shown.style,
        half_width: PATH_HALF_WIDTH,
    };
    let shaft = |vector: &Vector| {
        whole(pane, &vector.path, PathStyle::solid(vector.color), SHAFT_HALF_WIDTH)
    };
    let under = scene.guides().map(guide).chain(scene.clouds.iter().filter_map(outline));
    let paths = scene.paths.iter().filter(|shown| shown.style.line).map(path);
    let lines = under.chain(paths).chain(scene.vectors.iter().map(shaft));
    let halo = scene.style.theme.halo();
    lines.filter(|line| line.points.len() > 1).fold(Group::new(), |group, line| {
        let data = line_data(line.points.iter().copied(), false);
        [
            (halo, line.half_width + HALO, LINE_HALO_STRENGTH),
            (line.style.color, line.half_width, 1.0),
        ]
        .into_iter()
        .fold(group, |group, (color, half_width, strength)| {
            group.add(drawn(&line.style, data.clone(), (color, half_width, strength)))
        })
    })
}

fn drawn(
    style: &PathStyle,
    data: String,
    (color, half_width, strength): (Color, f32, f32),
) -> svg::node::element::Path {
    let path = stroke(data, 2.0 * half_width, &color.hex(), strength * style.opacity)
        .set("stroke-linejoin", "round");
    match style.dash {
        None => path.set("stroke-linecap", "round"),
        Some(lengths) => path.set("stroke-dasharray", lengths.map(number).join(" ")),
    }
}

fn whole(pane: &FigurePane<'_>, path: &Path, style: PathStyle, half_width: f32) -> Line {
    Line { points: places(pane, path.points().iter().copied()), style, half_width }
}

/// The points of a path up to the sample that is shown.
fn shown_points(shown: &ShownPath) -> impl Iterator<Item = PathPoint> {
    let last = shown.shown_sample;
    let before = shown.path.points().iter().copied();
    before.take_while(move |point| point.sample < last).chain(shown.path.at(last))
}

fn places(pane: &FigurePane<'_>, points: impl Iterator<Item = PathPoint>) -> Vec<Pos2> {
    let place = |point: PathPoint| {
        let [x, y] = point.parameters;
        let at = pane.place([x, y, point.loss])?;
        Some(vec2(at.x, at.y))
    };
    let places: Vec<Vec2> = points.filter_map(place).collect();
    simplified_line(&places, UNSEEN).into_iter().map(|at| pos2(at.x, at.y)).collect()
}
