//! The flat view as a figure: SVG with vector lines and text that stays text.
//!
//! ```text
//! Scene -> plane.rs    the surface as an image, its iso-lines traced
//!          contours.rs exact contours, with gaps for their values
//!          quiver.rs   arrows of a quiver
//!          swarm.rs    discs and trails                            } what the GPU draws of a flat view,
//!          lines.rs    guides, paths, edges of simplices, shafts   } in the same order and the same places
//!          marks.rs    dots, arrow heads, members, marks
//! paint -> shapes.rs   egui's shapes: axes, legend, colour bar; text.rs its text, row by row; lattice.rs maps of colours
//! ```
//!
//! No GPU and no window: what a shader decides, its twins here decide again, from the same rules in [`crate::scene`].
//! Lengths are points, as in every layout; each pane's group scales them to its pixels.

mod contours;
mod lattice;
mod lines;
mod marks;
mod plane;
mod polygons;
mod quiver;
mod shapes;
mod swarm;
mod text;
mod write;

use egui::{Pos2, Rect};
use svg::Document;
use svg::node::element::{ClipPath, Definitions, Element, Group, Rectangle, Title};

pub use plane::plane_pixels;

use super::{Layout, install_fonts, paint, painted};
use crate::scene::{Heights, Scene};
use write::number;

/// One flat pane of a figure.
pub struct FigurePane<'a> {
    /// What it shows: a scene of a flat view.
    pub scene: &'a Scene,
    /// Where things go in it.
    pub layout: Layout,
    /// Its left upper corner in the figure, pixels.
    pub corner_px: [u32; 2],
    /// The field of its surface.
    pub heights: &'a Heights,
    /// The surface as a PNG file: the pixels of [`plane_pixels`].
    pub plane_png: &'a [u8],
}

impl FigurePane<'_> {
    /// Where a sample falls, in points; `None` where it has no place.
    fn place(&self, [x, y, loss]: [f64; 3]) -> Option<Pos2> {
        let Scene { camera, world, .. } = self.scene;
        let at = self.layout.project(camera, world.position(x, y, loss))?;
        at.is_finite().then_some(at)
    }
}

/// A figure of a size in CSS pixels, as the text of an SVG file.
pub fn figure(size_px: [u32; 2], panes: &[FigurePane<'_>]) -> String {
    let [width, height] = size_px;
    let mut document = Document::new()
        .set("width", width)
        .set("height", height)
        .set("viewBox", (0, 0, width, height))
        .set("xmlns:xlink", "http://www.w3.org/1999/xlink");
    if let Some(pane) = panes.first() {
        // One ground below all panes: between two of their own, a seam would shine through.
        let ground = Rectangle::new().set("width", width).set("height", height);
        let background = pane.scene.style.theme.background().hex();
        document = document
            .add(Title::new(&pane.scene.captions.title))
            .add(ground.set("fill", background));
    }
    let context = egui::Context::default();
    install_fonts(&context);
    for (index, pane) in panes.iter().enumerate() {
        document = document.add(pane_group(&context, pane, index));
    }
    format!("{document}\n")
}

fn pane_group(context: &egui::Context, pane: &FigurePane<'_>, index: usize) -> Group {
    let FigurePane { scene, layout, corner_px: [left, top], .. } = pane;
    let mut sheet = Sheet { prefix: format!("p{index}"), definitions: Vec::new() };
    let plane = sheet.clip(layout.free);
    let marks = sheet.clip(layout.free.expand(Layout::MARK_REACH).intersect(layout.frame));
    let flat = Group::new()
        .set("clip-path", plane)
        .add(plane::image(pane))
        .add(plane::iso_lines(pane))
        .add(contours::group(pane))
        .add(quiver::group(pane))
        .add(swarm::group(pane))
        .add(lines::group(pane));
    let over = marks::group(pane, &mut sheet).set("clip-path", marks);
    let mut output = painted(context, layout.frame, layout.pixels_per_point, None, |painter| {
        paint(painter, scene, layout);
    });
    // Nobody draws with its textures.
    output.textures_delta.clear();
    let words = shapes::group(&output.shapes, layout.frame, &mut sheet);
    let scale = layout.pixels_per_point;
    let whole = sheet.clip(layout.frame);
    Group::new()
        .set("transform", format!("translate({left} {top}) scale({scale})"))
        .set("clip-path", whole)
        .add(sheet.definitions())
        .add(flat)
        .add(over)
        .add(words)
}

/// What the elements of one pane refer to.
struct Sheet {
    /// Before each name, so that panes do not share them.
    prefix: String,
    definitions: Vec<Element>,
}

impl Sheet {
    /// A reference to an area that cuts what refers to it.
    fn clip(&mut self, area: Rect) -> String {
        let name = self.name("clip");
        let clip = ClipPath::new().set("id", name.clone()).add(rectangle(area));
        self.define(clip.into());
        format!("url(#{name})")
    }

    /// A name that nothing else has, for what is defined next.
    fn name(&self, kind: &str) -> String {
        format!("{}-{kind}-{}", self.prefix, self.definitions.len())
    }

    fn define(&mut self, element: Element) {
        self.definitions.push(element);
    }

    fn definitions(self) -> Definitions {
        self.definitions.into_iter().fold(Definitions::new(), Definitions::add)
    }
}

fn rectangle(area: Rect) -> Rectangle {
    Rectangle::new()
        .set("x", number(area.min.x))
        .set("y", number(area.min.y))
        .set("width", number(area.width()))
        .set("height", number(area.height()))
}
