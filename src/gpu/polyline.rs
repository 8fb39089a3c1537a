//! Draws paths as thick lines with halos: see `shaders/polyline.wgsl`.

use std::ops::Range;
use std::sync::Arc;

use glam::Vec3;
use wgpu::PrimitiveTopology::TriangleList;

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout};
use super::frame::{FrameBinding, encoded, faded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use crate::scene::{Cloud, Path, PathPoint, Scene, ShownPath, Vector, World};

/// Half width of a path in pixels at 1280 wide.
const HALF_WIDTH_PX: f32 = 1.6;
/// Half width of the edges of a simplex in pixels at 1280 wide.
const OUTLINE_HALF_WIDTH_PX: f32 = 1.0;
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
    /// The edges of simplices, and the shafts of arrows. They change with every row, so the paths, which may be long, are
    /// kept apart.
    outlines: Lines,
    paths: Lines,
    arrows: Lines,
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
        Self {
            shadow: pass.render("vs_shadow", "fs_shadow", TriangleList, Meets::IN_FRONT),
            hidden: pass.render("vs_line", "fs_hidden", TriangleList, Meets::BEHIND),
            halo: pass.render("vs_line", "fs_halo", TriangleList, Meets::IN_FRONT),
            line: pass.render("vs_line", "fs_line", TriangleList, Meets::IN_FRONT),
            outlines: Lines::new(gpu, &layout),
            paths: Lines::new(gpu, &layout),
            arrows: Lines::new(gpu, &layout),
            layout,
        }
    }

    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        let outline = |cloud: &Cloud| {
            Some(Line {
                path: Arc::clone(cloud.outline.as_ref()?),
                look: LineRun {
                    color: faded(cloud.color, cloud.strength),
                    dash: [0.0; 2],
                    shown_along: f32::INFINITY,
                    half_width: OUTLINE_HALF_WIDTH_PX,
                },
            })
        };
        let path = |shown: &ShownPath| Line {
            path: Arc::clone(&shown.path),
            look: LineRun {
                color: encoded(shown.style.color),
                dash: shown.style.dash.unwrap_or_default(),
                shown_along: shown.shown_sample,
                half_width: HALF_WIDTH_PX,
            },
        };
        let outlines: Vec<_> = scene.clouds.iter().filter_map(outline).collect();
        self.outlines.prepare(gpu, &self.layout, &outlines, &scene.world);
        let paths: Vec<_> = scene.paths.iter().map(path).collect();
        self.paths.prepare(gpu, &self.layout, &paths, &scene.world);
        let arrow = |vector: &Vector| Line {
            path: Arc::clone(&vector.path),
            look: LineRun {
                color: encoded(vector.color),
                dash: [0.0; 2],
                shown_along: f32::INFINITY,
                half_width: ARROW_HALF_WIDTH_PX,
            },
        };
        let arrows: Vec<_> = scene.vectors.iter().map(arrow).collect();
        self.arrows.prepare(gpu, &self.layout, &arrows, &scene.world);
    }

    /// Shadows on the floor.
    pub(super) fn draw_shadows(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.shadow);
    }

    /// The lines, after the surface is drawn; paths over outlines, and arrows over both.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_all(pass, &self.hidden);
        for lines in self.all() {
            pass.set_bind_group(1, &lines.group, &[]);
            for segments in &lines.segments {
                for pipeline in [&self.halo, &self.line] {
                    pass.set_pipeline(pipeline);
                    pass.draw(0..6, segments.clone());
                }
            }
        }
    }

    fn all(&self) -> [&Lines; 3] {
        [&self.outlines, &self.paths, &self.arrows]
    }

    fn draw_all(&self, pass: &mut wgpu::RenderPass<'_>, pipeline: &wgpu::RenderPipeline) {
        pass.set_pipeline(pipeline);
        for lines in self.all() {
            pass.set_bind_group(1, &lines.group, &[]);
            for segments in &lines.segments {
                pass.draw(0..6, segments.clone());
            }
        }
    }
}

/// A path with its look.
struct Line {
    path: Arc<Path>,
    look: LineRun,
}

/// Lines on the GPU.
struct Lines {
    group: wgpu::BindGroup,
    points: Growing,
    runs: Growing,
    uploaded: Vec<Arc<Path>>,
    thinned_for: Option<World>,
    segments: Vec<Range<u32>>,
}

impl Lines {
    fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        let points = Growing::new(&gpu.device, "path points");
        let runs = Growing::new(&gpu.device, "path runs");
        Self {
            group: bind_group(&gpu.device, "polyline", layout, &[points.buffer(), runs.buffer()]),
            points,
            runs,
            uploaded: Vec::new(),
            thinned_for: None,
            segments: Vec::new(),
        }
    }

    /// Uploads what changed: points only when a path grew or the height map changed, the looks every frame.
    fn prepare(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        lines: &[Line],
        world: &World,
    ) {
        let same = self.thinned_for == Some(*world)
            && self.uploaded.len() == lines.len()
            && self.uploaded.iter().zip(lines).all(|(old, new)| Arc::ptr_eq(old, &new.path));
        let mut grown = false;
        if !same {
            let mut points = Vec::new();
            self.segments.clear();
            for (line, run) in lines.iter().zip(0..) {
                let first = points.len() as u32;
                points.extend(thinned(line.path.points(), world).into_iter().map(|p| LinePoint {
                    sample: [p.parameters[0] as f32, p.parameters[1] as f32, p.loss as f32],
                    along: p.sample,
                    length: p.length,
                    run,
                    unused: [0; 2],
                }));
                self.segments.push(first..(points.len() as u32).saturating_sub(1).max(first));
            }
            grown |= self.points.write(&gpu.device, &gpu.queue, &points);
            self.thinned_for = Some(*world);
            self.uploaded = lines.iter().map(|line| Arc::clone(&line.path)).collect();
        }
        let runs: Vec<LineRun> = lines.iter().map(|line| line.look).collect();
        grown |= self.runs.write(&gpu.device, &gpu.queue, &runs);
        if grown {
            let buffers = [self.points.buffer(), self.runs.buffer()];
            self.group = bind_group(&gpu.device, "polyline", layout, &buffers);
        }
    }
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
