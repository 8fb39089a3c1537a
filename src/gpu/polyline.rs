//! Draws paths as thick lines with halos: see `shaders/polyline.wgsl`.

use std::ops::Range;
use std::sync::Arc;

use glam::Vec3;
use wgpu::PrimitiveTopology::TriangleList;

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout};
use super::contour::ContourLines;
use super::frame::{FrameBinding, encoded, faded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::stems::{self, DrawnStem};
use crate::overlay::Layout;
use crate::scene::flight::Rail;
use crate::scene::measures::{
    GUIDE_HALF_WIDTH, OUTLINE_HALF_WIDTH, PATH_HALF_WIDTH, SHAFT_HALF_WIDTH,
};
use crate::scene::{Cloud, Guide, Path, Scene, ShownPath, Vector, World, simplified};

/// Half width of a film's rail and its little cameras, and how strong they are.
const RAIL_HALF_WIDTH_PX: f32 = 0.8;
const RAIL_STRENGTH: f32 = 0.8;
/// How far, in world units, the drawn path may lie from the exact one: less than a pixel.
const UNSEEN: f32 = 0.0015;
/// What the three numbers of a point are: parameters and loss, or a place in world space.
pub(super) const SAMPLE: u32 = 0;
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
    /// Stems where the surface is in front of them.
    below: wgpu::RenderPipeline,
    halo: wgpu::RenderPipeline,
    line: wgpu::RenderPipeline,
    /// Lines projected on the floor.
    flat: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    /// The edges of simplices, and the shafts of arrows. They change with every row, so the paths, which may be long, are
    /// kept apart.
    outlines: Lines,
    /// Sections and tangents.
    guides: Lines,
    paths: Lines,
    /// From the shadows of a network's runs to their true losses.
    stems: Lines,
    arrows: Lines,
    contours: ContourLines,
    /// The way of a film's eye, and what it was made from.
    rail: Lines,
    shown_rail: Option<Arc<Rail>>,
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
            below: pass.render("vs_line", "fs_below", TriangleList, Meets::BEHIND),
            halo: pass.render("vs_line", "fs_halo", TriangleList, Meets::IN_FRONT),
            line: pass.render("vs_line", "fs_line", TriangleList, Meets::IN_FRONT),
            flat: pass.render("vs_shadow", "fs_line", TriangleList, Meets::IN_FRONT),
            outlines: Lines::new(gpu, &layout),
            guides: Lines::new(gpu, &layout),
            paths: Lines::new(gpu, &layout),
            stems: Lines::new(gpu, &layout),
            arrows: Lines::new(gpu, &layout),
            contours: ContourLines::new(gpu, &layout),
            rail: Lines::new(gpu, &layout),
            shown_rail: None,
            layout,
        }
    }

    /// Uploads what changed; `px_per_world` is of a picture 1280 wide.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        scene: &Scene,
        stems: &[DrawnStem],
        picture: &Layout,
        px_per_world: f32,
    ) {
        self.contours.prepare(gpu, &self.layout, scene, picture, px_per_world);
        // A surface that rises needs no other points.
        let world = World { rise: 1.0, ..scene.world };
        stems::upload(&mut self.stems, gpu, &self.layout, stems, &world);
        let outline = |cloud: &Cloud| {
            Some(Line {
                path: Arc::clone(cloud.outline.as_ref()?),
                look: LineRun {
                    color: faded(cloud.color, cloud.strength),
                    dash: [0.0; 2],
                    shown_along: f32::INFINITY,
                    half_width: OUTLINE_HALF_WIDTH,
                },
            })
        };
        let guide = |guide: &Guide| Line {
            path: Arc::clone(&guide.path),
            look: LineRun {
                color: faded(guide.style.color, guide.style.opacity),
                dash: guide.style.dash.unwrap_or_default(),
                shown_along: f32::INFINITY,
                half_width: GUIDE_HALF_WIDTH,
            },
        };
        let path = |shown: &ShownPath| Line {
            path: Arc::clone(&shown.path),
            look: LineRun {
                color: faded(shown.style.color, shown.style.opacity),
                dash: shown.style.dash.unwrap_or_default(),
                shown_along: shown.shown_sample,
                half_width: PATH_HALF_WIDTH,
            },
        };
        let outlines: Vec<_> = scene.clouds.iter().filter_map(outline).collect();
        self.outlines.prepare(gpu, &self.layout, &outlines, &world);
        let guides: Vec<_> = scene.guides().map(guide).collect();
        self.guides.prepare(gpu, &self.layout, &guides, &world);
        let paths: Vec<_> = scene.paths.iter().filter(|shown| shown.style.line).map(path).collect();
        self.paths.prepare(gpu, &self.layout, &paths, &world);
        let arrow = |vector: &Vector| Line {
            path: Arc::clone(&vector.path),
            look: LineRun {
                color: encoded(vector.color),
                dash: [0.0; 2],
                shown_along: f32::INFINITY,
                half_width: SHAFT_HALF_WIDTH,
            },
        };
        let arrows: Vec<_> = scene.vectors.iter().map(arrow).collect();
        self.arrows.prepare(gpu, &self.layout, &arrows, &world);
        self.prepare_rail(gpu, scene);
    }

    fn prepare_rail(&mut self, gpu: &Gpu, scene: &Scene) {
        let lines = || scene.rail.iter().flat_map(|rail| rail.ways.iter().chain(&rail.cameras));
        let look = LineRun {
            color: faded(scene.style.theme.text(), RAIL_STRENGTH),
            dash: [0.0; 2],
            shown_along: f32::INFINITY,
            half_width: RAIL_HALF_WIDTH_PX,
        };
        let kept_at = |rail: &Option<Arc<Rail>>| rail.as_ref().map(Arc::as_ptr);
        if kept_at(&self.shown_rail) != kept_at(&scene.rail) {
            self.shown_rail = scene.rail.clone();
            let points = lines().map(|line| line.iter().map(|at| world_point(*at)).collect());
            self.rail.upload(gpu, &self.layout, points);
        }
        self.rail.look(gpu, &self.layout, &vec![look; lines().count()]);
    }

    /// Contours on the surface.
    pub(super) fn draw_contours(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.contours.on_surface.lines.draw_at_once(pass, &self.line);
    }

    /// Contours on the floor.
    pub(super) fn draw_floor_contours(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.contours.on_floor.lines.draw_at_once(pass, &self.flat);
    }

    /// Shadows of the paths on the floor.
    pub(super) fn draw_shadows(&self, pass: &mut wgpu::RenderPass<'_>) {
        draw_all(pass, &self.shadow, &[&self.outlines, &self.guides, &self.paths, &self.arrows]);
    }

    /// The lines, after the surface is drawn; stems below all, paths over outlines and guides, and arrows over all.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        for pipeline in [&self.below, &self.halo, &self.line] {
            self.stems.draw_at_once(pass, pipeline);
        }
        draw_all(pass, &self.hidden, &self.all());
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

    fn all(&self) -> [&Lines; 5] {
        [&self.rail, &self.guides, &self.outlines, &self.paths, &self.arrows]
    }
}

fn draw_all(
    pass: &mut wgpu::RenderPass<'_>,
    pipeline: &wgpu::RenderPipeline,
    all_lines: &[&Lines],
) {
    pass.set_pipeline(pipeline);
    for lines in all_lines {
        pass.set_bind_group(1, &lines.group, &[]);
        for segments in &lines.segments {
            pass.draw(0..6, segments.clone());
        }
    }
}

fn world_point(at: Vec3) -> LinePoint {
    LinePoint { sample: at.to_array(), along: 0.0, length: 0.0, run: 0, space: WORLD, unused: 0 }
}

/// A path with its look.
struct Line {
    path: Arc<Path>,
    look: LineRun,
}

/// Lines on the GPU.
pub(super) struct Lines {
    group: wgpu::BindGroup,
    points: Growing,
    runs: Growing,
    uploaded: Vec<Arc<Path>>,
    simplified_for: Option<World>,
    segments: Vec<Range<u32>>,
}

impl Lines {
    pub(super) fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        let points = Growing::new(&gpu.device, "path points");
        let runs = Growing::new(&gpu.device, "path runs");
        Self {
            group: bind_group(&gpu.device, "polyline", layout, &[points.buffer(), runs.buffer()]),
            points,
            runs,
            uploaded: Vec::new(),
            simplified_for: None,
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
        let same = self.simplified_for == Some(*world)
            && self.uploaded.len() == lines.len()
            && self.uploaded.iter().zip(lines).all(|(old, new)| Arc::ptr_eq(old, &new.path));
        if !same {
            let points = |line: &Line| {
                let kept = simplified(line.path.points(), world, UNSEEN).into_iter();
                kept.map(|p| LinePoint {
                    sample: [p.parameters[0] as f32, p.parameters[1] as f32, p.loss as f32],
                    along: p.sample,
                    length: p.length,
                    run: 0,
                    space: SAMPLE,
                    unused: 0,
                })
                .collect()
            };
            self.upload(gpu, layout, lines.iter().map(points));
            self.simplified_for = Some(*world);
            self.uploaded = lines.iter().map(|line| Arc::clone(&line.path)).collect();
        }
        let looks: Vec<LineRun> = lines.iter().map(|line| line.look).collect();
        self.look(gpu, layout, &looks);
    }

    /// Replaces the points; each line gets its number.
    pub(super) fn upload(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        lines: impl Iterator<Item = Vec<LinePoint>>,
    ) {
        let mut points: Vec<LinePoint> = Vec::new();
        self.segments.clear();
        for (line, run) in lines.zip(0..) {
            let first = points.len() as u32;
            points.extend(line.into_iter().map(|point| LinePoint { run, ..point }));
            self.segments.push(first..(points.len() as u32).saturating_sub(1).max(first));
        }
        if self.points.write(&gpu.device, &gpu.queue, &points) {
            self.bind(gpu, layout);
        }
    }

    /// Replaces the looks, one a line.
    pub(super) fn look(&mut self, gpu: &Gpu, layout: &wgpu::BindGroupLayout, looks: &[LineRun]) {
        if self.runs.write(&gpu.device, &gpu.queue, looks) {
            self.bind(gpu, layout);
        }
    }

    /// Draws all lines by one call; between two of them the shader draws nothing.
    fn draw_at_once(&self, pass: &mut wgpu::RenderPass<'_>, pipeline: &wgpu::RenderPipeline) {
        let (Some(first), Some(last)) = (self.segments.first(), self.segments.last()) else {
            return;
        };
        pass.set_pipeline(pipeline);
        pass.set_bind_group(1, &self.group, &[]);
        pass.draw(0..6, first.start..last.end);
    }

    fn bind(&mut self, gpu: &Gpu, layout: &wgpu::BindGroupLayout) {
        let buffers = [self.points.buffer(), self.runs.buffer()];
        self.group = bind_group(&gpu.device, "polyline", layout, &buffers);
    }
}
