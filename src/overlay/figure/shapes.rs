//! egui's shapes as SVG elements.

use egui::epaint::{
    BandShape, CircleShape, ClippedShape, ColorMode, CubicBezierShape, EllipseShape, PathShape,
    PathStroke, QuadraticBezierShape, RectShape,
};
use egui::{Color32, CornerRadius, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind};
use svg::node::element::{Circle, Element, Ellipse, Group, LinearGradient, Path, Stop};

use super::write::{color, line_data, number, share};
use super::{Sheet, lattice, rectangle, text};

/// All shapes of a pane in their order; those that are cut share a group with their clip.
pub(super) fn group(shapes: &[ClippedShape], frame: Rect, sheet: &mut Sheet) -> Group {
    let mut whole = Group::new();
    let mut rest = shapes;
    while let Some(first) = rest.first() {
        let area = first.clip_rect;
        let count = rest.iter().take_while(|shape| shape.clip_rect == area).count();
        let (these, others) = rest.split_at(count);
        let mut group = Group::new();
        if !area.contains_rect(frame) {
            group = group.set("clip-path", sheet.clip(area));
        }
        for shape in these {
            group = add(group, &shape.shape, sheet);
        }
        whole = whole.add(group);
        rest = others;
    }
    whole
}

fn add(group: Group, shape: &Shape, sheet: &mut Sheet) -> Group {
    match shape {
        Shape::Vec(shapes) => shapes.iter().fold(group, |group, shape| add(group, shape, sheet)),
        Shape::Text(shape) => text::add(group, shape),
        Shape::Mesh(mesh) => add_mesh(group, mesh, sheet),
        // A callback draws on a GPU, which a figure has not.
        Shape::Noop | Shape::Callback(_) => group,
        Shape::Circle(CircleShape { center, radius, fill, stroke }) => {
            let circle = Circle::new()
                .set("cx", number(center.x))
                .set("cy", number(center.y))
                .set("r", number(*radius));
            group.add(painted(circle, *fill, *stroke))
        }
        Shape::Ellipse(shape) => group.add(ellipse(shape)),
        Shape::LineSegment { points, stroke } => {
            group.add(path(line_data(*points, false), Color32::TRANSPARENT, *stroke))
        }
        Shape::Path(PathShape { points, closed, fill, stroke }) => {
            let data = line_data(points.iter().copied(), *closed);
            group.add(path(data, *fill, plain(stroke)))
        }
        Shape::Band(band) => group.add(path(band_data(band), band.fill, band.stroke)),
        Shape::Rect(shape) => group.add(rect(shape)),
        Shape::QuadraticBezier(QuadraticBezierShape { points, closed, fill, stroke }) => {
            group.add(path(curve_data('Q', points, *closed), *fill, plain(stroke)))
        }
        Shape::CubicBezier(CubicBezierShape { points, closed, fill, stroke }) => {
            group.add(path(curve_data('C', points, *closed), *fill, plain(stroke)))
        }
    }
}

/// A stroke in one colour; one whose colour depends on the place takes that of its beginning.
fn plain(stroke: &PathStroke) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(at) => at(Rect::ZERO, Pos2::ZERO),
    };
    Stroke::new(stroke.width, color)
}

fn path(data: String, fill: Color32, stroke: Stroke) -> Element {
    painted(Path::new().set("d", data), fill, stroke)
}

/// An element with a fill and a stroke, as far as they are seen.
fn painted(element: impl Into<Element>, fill: Color32, stroke: Stroke) -> Element {
    let mut element = element.into();
    let attributes = element.get_attributes_mut();
    let mut set = |name: &str, value: String| {
        attributes.insert(name.to_owned(), value.into());
    };
    let mut paint = |name: &str, seen: Color32| {
        let (hex, opacity) = color(seen);
        let is_seen = seen != Color32::TRANSPARENT;
        set(name, if is_seen { hex } else { "none".to_owned() });
        if is_seen && opacity < 1.0 {
            set(&format!("{name}-opacity"), share(opacity));
        }
    };
    paint("fill", fill);
    if !stroke.is_empty() {
        paint("stroke", stroke.color);
        set("stroke-width", number(stroke.width));
    }
    element
}

fn ellipse(shape: &EllipseShape) -> Element {
    let EllipseShape { center, radius, fill, stroke, angle } = shape;
    let ellipse = Ellipse::new()
        .set("cx", number(center.x))
        .set("cy", number(center.y))
        .set("rx", number(radius.x))
        .set("ry", number(radius.y));
    turned(painted(ellipse, *fill, *stroke), *angle, *center)
}

/// A rectangle; its stroke lies where its kind says.
fn rect(shape: &RectShape) -> Element {
    let RectShape { rect, corner_radius, fill, stroke, stroke_kind, angle, .. } = shape;
    let outwards = match stroke_kind {
        StrokeKind::Inside => -0.5 * stroke.width,
        StrokeKind::Middle => 0.0,
        StrokeKind::Outside => 0.5 * stroke.width,
    };
    let area = if stroke.is_empty() { *rect } else { rect.expand(outwards) };
    let radii = [corner_radius.nw, corner_radius.ne, corner_radius.se, corner_radius.sw];
    let radii = radii.map(|radius| match radius {
        0 => 0.0,
        round => (f32::from(round) + outwards).clamp(0.0, 0.5 * area.size().min_elem()),
    });
    let element = if *corner_radius == CornerRadius::same(corner_radius.nw) {
        let plain = rectangle(area);
        let round = if radii[0] > 0.0 { plain.set("rx", number(radii[0])) } else { plain };
        painted(round, *fill, *stroke)
    } else {
        path(rounded_data(area, radii), *fill, *stroke)
    };
    turned(element, *angle, rect.center())
}

/// A rectangle whose corners have radii of their own, clockwise from the left upper one.
fn rounded_data(area: Rect, radii: [f32; 4]) -> String {
    let corners = [area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom()];
    let mut data = String::new();
    for (k, (corner, radius)) in corners.into_iter().zip(radii).enumerate() {
        let towards = |other: Pos2| corner + radius * (other - corner).normalized();
        let (from, to) = (towards(corners[(k + 3) % 4]), towards(corners[(k + 1) % 4]));
        let letter = if k == 0 { 'M' } else { 'L' };
        let [x, y, u, v, r] = [from.x, from.y, to.x, to.y, radius].map(number);
        data += &format!("{letter}{x} {y}A{r} {r} 0 0 1 {u} {v}");
    }
    data + "Z"
}

/// Turned clockwise, radians.
fn turned(mut element: Element, angle: f32, pivot: Pos2) -> Element {
    if angle != 0.0 {
        let [degrees, x, y] = [angle.to_degrees(), pivot.x, pivot.y].map(number);
        let transform = format!("rotate({degrees} {x} {y})");
        element.get_attributes_mut().insert("transform".to_owned(), transform.into());
    }
    element
}

fn band_data(band: &BandShape) -> String {
    let low = band.points.iter().map(|at| Pos2::new(at.x, at.y.min));
    let high = band.points.iter().rev().map(|at| Pos2::new(at.x, at.y.max));
    line_data(low.chain(high), true)
}

fn curve_data(letter: char, points: &[Pos2], is_closed: bool) -> String {
    let spelled = |at: &Pos2| format!("{} {}", number(at.x), number(at.y));
    let [first, rest @ ..] = points else { return String::new() };
    let rest: Vec<String> = rest.iter().map(spelled).collect();
    let end = if is_closed { "Z" } else { "" };
    format!("M{}{letter}{}{end}", spelled(first), rest.join(" "))
}

fn add_mesh(group: Group, mesh: &Mesh, sheet: &mut Sheet) -> Group {
    if let Some(whole) = bar(mesh, sheet).or_else(|| lattice::image(mesh)) {
        return group.add(whole);
    }
    mesh.triangles().fold(group, |group, triangle| {
        let corners = triangle.map(|index| &mesh.vertices[index as usize]);
        let mean = |k: usize| {
            let sum: u32 = corners.iter().map(|corner| u32::from(corner.color.to_array()[k])).sum();
            (sum / 3) as u8
        };
        let mean = Color32::from_rgba_premultiplied(mean(0), mean(1), mean(2), mean(3));
        // A thin stroke closes the seams between neighbours.
        let seam = Stroke::new(0.3, mean);
        group.add(path(line_data(corners.map(|corner| corner.pos), true), mean, seam))
    })
}

/// An upright bar whose colour changes along its height alone, as pairs of vertices: a gradient.
fn bar(mesh: &Mesh, sheet: &mut Sheet) -> Option<Element> {
    let (pairs, odd) = mesh.vertices.as_chunks::<2>();
    let ([first, .., last], []) = (pairs, odd) else { return None };
    let is_pair = |pair: &[egui::epaint::Vertex; 2]| {
        let [a, b] = pair;
        a.color == b.color
            && a.pos.y == b.pos.y
            && [a.pos.x, b.pos.x] == [first[0].pos.x, first[1].pos.x]
    };
    let is_bar = pairs.iter().all(is_pair)
        && pairs.is_sorted_by(|a, b| a[0].pos.y >= b[0].pos.y)
        && mesh.indices.len() == 6 * (pairs.len() - 1)
        && last[0].pos.y < first[0].pos.y;
    if !is_bar {
        return None;
    }
    let area = Rect::from_two_pos(first[0].pos, last[1].pos);
    let name = sheet.name("bar");
    let mut gradient = LinearGradient::new()
        .set("id", name.clone())
        .set("x1", 0)
        .set("y1", 1)
        .set("x2", 0)
        .set("y2", 0);
    for [vertex, _] in pairs {
        let (hex, opacity) = color(vertex.color);
        let offset = (area.max.y - vertex.pos.y) / area.height();
        let stop = Stop::new().set("offset", share(offset)).set("stop-color", hex);
        gradient = gradient.add(if opacity < 1.0 {
            stop.set("stop-opacity", share(opacity))
        } else {
            stop
        });
    }
    sheet.define(gradient.into());
    Some(rectangle(area).set("fill", format!("url(#{name})")).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn drawn(shape: &Shape) -> String {
        let mut sheet = Sheet { prefix: "p".to_owned(), definitions: Vec::new() };
        let group = add(Group::new(), shape, &mut sheet);
        format!("{}{group}", sheet.definitions()).replace('\n', "")
    }

    #[test]
    fn a_dashed_line_and_a_half_seen_disc_keep_their_looks() {
        let stroke = Stroke::new(2.0, Color32::from_rgb(255, 0, 0));
        let dashes = Shape::dashed_line(&[pos2(0.0, 1.0), pos2(10.0, 1.0)], stroke, 4.0, 2.0);
        let text = drawn(&Shape::Vec(dashes));
        assert_eq!(text.matches("<path").count(), 2);
        assert!(text.contains(r##"d="M0 1L4 1" fill="none" stroke="#ff0000" stroke-width="2""##));
        let half = Color32::from_rgba_unmultiplied(0, 0, 255, 128);
        let text = drawn(&Shape::circle_filled(pos2(3.0, 4.0), 2.5, half));
        assert!(
            text.contains(
                r##"<circle cx="3" cy="4" fill="#0000ff" fill-opacity="0.502" r="2.5"/>"##
            ),
            "{text}"
        );
    }

    #[test]
    fn a_stroke_inside_of_a_round_rectangle_stays_inside() {
        let area = Rect::from_min_size(pos2(10.0, 20.0), vec2(30.0, 10.0));
        let stroke = Stroke::new(2.0, Color32::WHITE);
        let round = CornerRadius::same(4);
        let text = drawn(&Shape::rect_stroke(area, round, stroke, StrokeKind::Inside));
        assert!(
            text.contains(r#"height="8" rx="3""#) && text.contains(r#"width="28" x="11""#),
            "{text}"
        );
        let two = CornerRadius { nw: 4, ne: 0, se: 0, sw: 0 };
        let text = drawn(&Shape::rect_filled(area, two, Color32::WHITE));
        assert!(text.contains("M10 24A4 4 0 0 1 14 20L40 20"), "{text}");
    }

    #[test]
    fn a_bar_of_colours_is_a_gradient_and_any_other_mesh_its_triangles() {
        let mut mesh = Mesh::default();
        for (k, shade) in [0, 100, 255].into_iter().enumerate() {
            let y = 40.0 - 20.0 * k as f32;
            mesh.colored_vertex(pos2(5.0, y), Color32::from_gray(shade));
            mesh.colored_vertex(pos2(9.0, y), Color32::from_gray(shade));
            if k > 0 {
                let at = 2 * k as u32;
                mesh.add_triangle(at - 2, at - 1, at);
                mesh.add_triangle(at, at - 1, at + 1);
            }
        }
        let text = drawn(&Shape::mesh(mesh.clone()));
        assert!(text.contains(r##"<stop offset="0.5" stop-color="#646464"/>"##), "{text}");
        assert!(text.contains(r#"height="40" width="4" x="5" y="0""#), "{text}");
        mesh.vertices[3].pos.y += 1.0;
        let text = drawn(&Shape::mesh(mesh));
        assert_eq!((text.matches("<path").count(), text.matches("<stop").count()), (4, 0));
    }
}
