//! Draws paths as thick lines with halos: see `shaders/polyline.wgsl`.

use std::ops::Range;
use std::sync::Arc;

use glam::Vec3;
use wgpu::PrimitiveTopology::TriangleList;

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout};
use super::frame::{FrameBinding, encoded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use crate::scene::flight::Rail;
use crate::scene::{Path, PathPoint, PathStyle, Scene, World};

/// Half width of a path in pixels at 1280 wide.
const HALF_WIDTH_PX: f32 = 1.6;
/// The same of a film's rail and its little cameras.
const RAIL_HALF_WIDTH_PX: f32 = 0.8;
/// What the three numbers of a point are: parameters and loss, or a place in world space.
const SAMPLE: u32 = 0;
const WORLD: u32 = 1;

/// Mirrors `Point` in `shaders/polyline.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct LinePoint {
    pub sample: [f32; 3],
    pub along: f32,
    pub length: f32,
    pub run: u32,
    pub space: u32,
    pub unused: u32,
}

/// Mirrors `Run` in `shaders/polyline.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct LineRun {
    pub color: [f32; 4],
    pub dash: [f32; 2],
    pub shown_along: f32,
    pub half_width: f32,
}

pub(super) struct PolylinePass {
    shadow: wgpu::RenderPipeline,
    hidden: wgpu::RenderPipeline,
    halo: wgpu::RenderPipeline,
    line: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    group: wgpu::BindGroup,
    points: Growing,
    runs: Growing,
    uploaded: Vec<Arc<Path>>,
    rail: Option<Arc<Rail>>,
    /// How many of the lines are paths; those of the rail follow.
    paths: usize,
    thinned_for: Option<World>,
    segments: Vec<Range<u32>>,
}

impl PolylinePass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let module = Pass::Polyline.module(&gpu.device);
        let layout = layout(
            &gpu.device,
            "polyline",
            wgpu::ShaderStages::VERTEX_FRAGMENT,
            &[Holds::ReadStorage; 2],
        );
        let pass = PassPipelines {
            gpu,
            label: "polyline",
            layouts: &[&frame.layout, &layout],
            module: &module,
        };
        let points = Growing::new(&gpu.device, "path points");
        let runs = Growing::new(&gpu.device, "path runs");
        Self {
            shadow: pass.render("vs_shadow", "fs_shadow", TriangleList, Meets::IN_FRONT),
            hidden: pass.render("vs_line", "fs_hidden", TriangleList, Meets::BEHIND),
            halo: pass.render("vs_line", "fs_halo", TriangleList, Meets::IN_FRONT),
            line: pass.render("vs_line", "fs_line", TriangleList, Meets::IN_FRONT),
            group: bind_group(&gpu.device, "polyline", &layout, &[points.buffer(), runs.buffer()]),
            layout,
            points,
            runs,
            uploaded: Vec::new(),
            rail: None,
            paths: 0,
            thinned_for: None,
            segments: Vec::new(),
        }
    }

    /// Uploads what changed: points only when a path grew, the height map or the rail changed, the runs' looks every frame.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        let paths = &scene.paths;
        // A surface that rises needs no other points.
        let world = &World { rise: 1.0, ..scene.world };
        let same_rail = match (&self.rail, &scene.rail) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (old, new) => old.is_none() && new.is_none(),
        };
        let same = self.thinned_for == Some(*world)
            && same_rail
            && self.uploaded.len() == paths.len()
            && self.uploaded.iter().zip(paths).all(|(old, new)| Arc::ptr_eq(old, &new.path));
        let mut grown = false;
        if !same {
            let mut points = Vec::new();
            self.segments.clear();
            for (shown, run) in paths.iter().zip(0..) {
                let first = points.len() as u32;
                points.extend(thinned(shown.path.points(), world).into_iter().map(|p| LinePoint {
                    sample: [p.parameters[0] as f32, p.parameters[1] as f32, p.loss as f32],
                    along: p.sample,
                    length: p.length,
                    run,
                    space: SAMPLE,
                    unused: 0,
                }));
                self.segments.push(first..(points.len() as u32).saturating_sub(1).max(first));
            }
            self.paths = paths.len();
            for (line, run) in rail_lines(scene).zip(self.paths as u32..) {
                let first = points.len() as u32;
                points.extend(line.iter().map(|at| rail_point(*at, run)));
                self.segments.push(first..(points.len() as u32).saturating_sub(1).max(first));
            }
            self.rail = scene.rail.clone();
            grown |= self.points.write(&gpu.device, &gpu.queue, &points);
            self.thinned_for = Some(*world);
            self.uploaded = paths.iter().map(|shown| Arc::clone(&shown.path)).collect();
        }
        let looks = paths.iter().map(|shown| LineRun {
            color: faded(shown.style),
            dash: shown.style.dash.unwrap_or_default(),
            shown_along: shown.shown_sample,
            half_width: HALF_WIDTH_PX,
        });
        let ink = PathStyle { color: scene.style.theme.text(), dash: None, opacity: 0.8 };
        let rail = rail_lines(scene).map(|_| LineRun {
            color: faded(ink),
            dash: [0.0; 2],
            shown_along: f32::INFINITY,
            half_width: RAIL_HALF_WIDTH_PX,
        });
        let runs: Vec<LineRun> = looks.chain(rail).collect();
        grown |= self.runs.write(&gpu.device, &gpu.queue, &runs);
        if grown {
            let buffers = [self.points.buffer(), self.runs.buffer()];
            self.group = bind_group(&gpu.device, "polyline", &self.layout, &buffers);
        }
    }

    /// Shadows of the paths on the floor.
    pub(super) fn draw_shadows(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.shadow, &self.segments[..self.paths]);
    }

    /// The paths, after the surface is drawn.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.hidden, &self.segments);
        pass.set_bind_group(1, &self.group, &[]);
        for segments in &self.segments {
            for pipeline in [&self.halo, &self.line] {
                pass.set_pipeline(pipeline);
                pass.draw(0..6, segments.clone());
            }
        }
    }

    fn draw_all(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        pipeline: &wgpu::RenderPipeline,
        lines: &[Range<u32>],
    ) {
        pass.set_pipeline(pipeline);
        pass.set_bind_group(1, &self.group, &[]);
        for segments in lines {
            pass.draw(0..6, segments.clone());
        }
    }
}

/// The ways of a rail and its little cameras.
fn rail_lines(scene: &Scene) -> impl Iterator<Item = &Vec<Vec3>> {
    scene.rail.iter().flat_map(|rail| rail.ways.iter().chain(&rail.cameras))
}

fn rail_point(at: Vec3, run: u32) -> LinePoint {
    LinePoint { sample: at.to_array(), along: 0.0, length: 0.0, run, space: WORLD, unused: 0 }
}

/// The colour of a path with its strength as alpha.
pub(super) fn faded(style: PathStyle) -> [f32; 4] {
    let [r, g, b, _] = encoded(style.color);
    [r, g, b, style.opacity]
}

/// How far, in world units, the drawn path may lie from the exact one: less than a pixel.
const UNSEEN: f32 = 0.0015;
/// Points that one segment stands for, at most.
const MOST_MERGED: usize = 64;

/// Leaves out the points that are not missed: those within [`UNSEEN`] of where their sample falls between the points
/// kept. So the path up to any fractional sample, too, looks as if all were there.
fn thinned<'a>(points: &'a [PathPoint], world: &World) -> Vec<&'a PathPoint> {
    let place = |p: &PathPoint| world.position(p.parameters[0], p.parameters[1], p.loss);
    let places: Vec<Vec3> = points.iter().map(place).collect();
    let between = |from: usize, to: usize| {
        (from + 1..to).all(|k| {
            let share = (points[k].sample - points[from].sample)
                / (points[to].sample - points[from].sample);
            places[from].lerp(places[to], share).distance_squared(places[k]) < UNSEEN * UNSEEN
        })
    };
    let mut kept = Vec::new();
    let mut from = 0;
    while from < points.len() {
        kept.push(&points[from]);
        let furthest = (from + MOST_MERGED).min(points.len() - 1);
        let mut to = from + 1;
        while to < furthest && between(from, to + 1) {
            to += 1;
        }
        from = to;
    }
    kept
}
