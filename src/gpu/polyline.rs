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
use crate::scene::{Path, PathPoint, PathStyle, Scene, World};

/// Half width of a path in pixels at 1280 wide.
const HALF_WIDTH_PX: f32 = 1.6;
/// Half width of the shaft of an arrow.
const ARROW_HALF_WIDTH_PX: f32 = 1.3;

/// Mirrors `Point` in `shaders/polyline.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct LinePoint {
    pub sample: [f32; 3],
    pub along: f32,
    pub length: f32,
    pub run: u32,
    pub unused: [u32; 2],
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
    uploaded: Vec<Uploaded>,
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
            thinned_for: None,
            segments: Vec::new(),
        }
    }

    /// Uploads what changed: points only when a path grew or the height map changed, the looks every frame.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        let lines: Vec<Line<'_>> = lines(scene).collect();
        let mut grown = self.upload(gpu, &lines, &scene.world);
        let looks: Vec<LineRun> = lines
            .iter()
            .map(|line| LineRun {
                color: encoded(line.style.color),
                dash: line.style.dash.unwrap_or_default(),
                shown_along: line.shown_sample,
                half_width: line.half_width,
            })
            .collect();
        grown |= self.runs.write(&gpu.device, &gpu.queue, &looks);
        if grown {
            let buffers = [self.points.buffer(), self.runs.buffer()];
            self.group = bind_group(&gpu.device, "polyline", &self.layout, &buffers);
        }
    }

    /// Uploads the points where a line differs from the last frame's. Lines that are the same are not thinned again.
    fn upload(&mut self, gpu: &Gpu, lines: &[Line<'_>], world: &World) -> bool {
        if self.thinned_for != Some(*world) {
            self.uploaded.clear();
            self.segments.clear();
            self.thinned_for = Some(*world);
        }
        let same = self.uploaded.len() == lines.len()
            && self.uploaded.iter().zip(lines).all(|(old, new)| Arc::ptr_eq(&old.path, new.path));
        if same {
            return false;
        }
        let mut old = std::mem::take(&mut self.uploaded);
        let mut points = Vec::new();
        self.segments.clear();
        for (line, run) in lines.iter().zip(0..) {
            let known = old.iter().position(|old| Arc::ptr_eq(&old.path, line.path));
            let thinned = known.map(|index| old.swap_remove(index).points);
            let kept = thinned.unwrap_or_else(|| line_points(line.path, world));
            let first = points.len() as u32;
            points.extend(kept.iter().map(|point| LinePoint { run, ..*point }));
            self.segments.push(first..(points.len() as u32).saturating_sub(1).max(first));
            self.uploaded.push(Uploaded { path: Arc::clone(line.path), points: kept });
        }
        self.points.write(&gpu.device, &gpu.queue, &points)
    }

    /// Shadows on the floor.
    pub(super) fn draw_shadows(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.shadow);
    }

    /// The paths, after the surface is drawn.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.hidden);
        pass.set_bind_group(1, &self.group, &[]);
        for segments in &self.segments {
            for pipeline in [&self.halo, &self.line] {
                pass.set_pipeline(pipeline);
                pass.draw(0..6, segments.clone());
            }
        }
    }

    fn draw_all(&self, pass: &mut wgpu::RenderPass<'_>, pipeline: &wgpu::RenderPipeline) {
        pass.set_pipeline(pipeline);
        pass.set_bind_group(1, &self.group, &[]);
        for segments in &self.segments {
            pass.draw(0..6, segments.clone());
        }
    }
}

/// A path that is on the device, with the points that are drawn of it.
struct Uploaded {
    path: Arc<Path>,
    points: Vec<LinePoint>,
}

/// A path with its looks.
struct Line<'a> {
    path: &'a Arc<Path>,
    style: PathStyle,
    shown_sample: f32,
    half_width: f32,
}

/// The paths, and over them the shafts of the arrows.
fn lines(scene: &Scene) -> impl Iterator<Item = Line<'_>> {
    let paths = scene.paths.iter().map(|shown| Line {
        path: &shown.path,
        style: shown.style,
        shown_sample: shown.shown_sample,
        half_width: HALF_WIDTH_PX,
    });
    paths.chain(scene.vectors.iter().map(|vector| Line {
        path: &vector.path,
        style: PathStyle { color: vector.color, dash: None },
        shown_sample: f32::MAX,
        half_width: ARROW_HALF_WIDTH_PX,
    }))
}

fn line_points(path: &Path, world: &World) -> Vec<LinePoint> {
    let point = |p: &PathPoint| LinePoint {
        sample: [p.parameters[0] as f32, p.parameters[1] as f32, p.loss as f32],
        along: p.sample,
        length: p.length,
        run: 0,
        unused: [0; 2],
    };
    thinned(path.points(), world).into_iter().map(point).collect()
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
