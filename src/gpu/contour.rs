//! The lines of contours, on the surface and on the floor, with gaps for their labels. They are drawn by the pass of the
//! paths (`shaders/polyline.wgsl`), all of a ground at once: it draws nothing between two lines.

use std::sync::Arc;

use super::Gpu;
use super::frame::faded;
use super::polyline::{LinePoint, LineRun, Lines};
use crate::overlay::{ContourLabel, Layout, contour_labels, line_color};
use crate::scene::Scene;
use crate::scene::contours::{ContourLine, ContourPiece, Contours, ShownContours};

/// Contours on the GPU.
pub(super) struct ContourLines {
    pub(super) on_surface: Ground,
    pub(super) on_floor: Ground,
}

/// The lines on one ground.
pub(super) struct Ground {
    pub(super) lines: Lines,
    /// What the points were made from: they change with a label's place, not with the eye.
    made: Option<(Arc<Contours>, Vec<ContourLabel>)>,
    pieces: Vec<ContourPiece>,
}

impl Ground {
    fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        Self { lines: Lines::new(gpu, layout), made: None, pieces: Vec::new() }
    }

    fn prepare(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        shown: Option<&ShownContours>,
        labels: Vec<ContourLabel>,
        look: impl Fn(&ShownContours, ContourPiece) -> LineRun,
    ) {
        let Some(shown) = shown else {
            (self.made, self.pieces) = (None, Vec::new());
            self.lines.upload(gpu, layout, std::iter::empty());
            return;
        };
        let gaps = |labels: &[ContourLabel]| -> Vec<(usize, [f32; 2])> {
            labels.iter().map(|label| (label.line, label.gap)).collect()
        };
        let is_made = self.made.as_ref().is_some_and(|(contours, former)| {
            Arc::ptr_eq(contours, &shown.contours) && gaps(former) == gaps(&labels)
        });
        if !is_made {
            self.pieces = shown.contours.pieces(&gaps(&labels));
            let all = self.pieces.iter().map(|piece| {
                let line = &shown.contours.lines[piece.line];
                points(line, piece, shown.contours.levels[line.level].loss)
            });
            self.lines.upload(gpu, layout, all);
            self.made = Some((Arc::clone(&shown.contours), labels));
        }
        let looks: Vec<LineRun> = self.pieces.iter().map(|piece| look(shown, *piece)).collect();
        self.lines.look(gpu, layout, &looks);
    }
}

impl ContourLines {
    pub(super) fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        Self { on_surface: Ground::new(gpu, layout), on_floor: Ground::new(gpu, layout) }
    }

    /// Uploads what changed, for a picture of this layout; `px_per_world` is of one 1280 wide.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        scene: &Scene,
        picture: &Layout,
        px_per_world: f32,
    ) {
        // A surface that rises needs no other points, but other labels.
        let (floor, surface): (Vec<_>, Vec<_>) =
            contour_labels(scene, picture).into_iter().partition(|label| label.on_floor);
        let shown = |is_drawn: fn(&ShownContours) -> bool| {
            scene.contours.as_ref().filter(|shown| shown.style.opacity > 0.0 && is_drawn(shown))
        };
        let look = |on_floor: bool| {
            move |shown: &ShownContours, piece: ContourPiece| {
                let level = &shown.contours.levels[shown.contours.lines[piece.line].level];
                let color = line_color(shown, level, scene, on_floor);
                LineRun {
                    color: faded(color, shown.style.opacity),
                    dash: if shown.style.dashed {
                        piece.dash(piece.length() * px_per_world)
                    } else {
                        [0.0; 2]
                    },
                    shown_along: f32::INFINITY,
                    half_width: 0.5 * shown.style.width_px,
                }
            }
        };
        let on_surface = shown(|shown| shown.style.on_surface);
        self.on_surface.prepare(gpu, layout, on_surface, surface, look(false));
        let on_floor = shown(|shown| shown.style.on_floor);
        self.on_floor.prepare(gpu, layout, on_floor, floor, look(true));
    }
}

/// The vertices of a piece of a line.
fn points(line: &ContourLine, piece: &ContourPiece, loss: f64) -> Vec<LinePoint> {
    let point = |([x, y], length): ([f64; 2], f32)| LinePoint {
        sample: [x as f32, y as f32, loss as f32],
        along: length,
        length: length - piece.ends[0],
        run: 0,
        space: 0,
        unused: 0,
    };
    piece.points(line).map(point).collect()
}
