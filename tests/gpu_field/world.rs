//! The map from a sample to the world is written twice, in `scene::World` and in `shaders/frame.wgsl`: the same places.

use fallline::expr::{ErrorBound, Graph, Measured, Scope, parse};
use fallline::gpu::{FrameUniform, Gpu, Pass};
use fallline::objective::library::find;
use fallline::objective::{HeightScale, Interval, Survey};
use fallline::overlay::Layout;
use fallline::scene::{BOX_HEIGHT, HeightMap, Scene, World};
use fallline::session::Session;
use fallline::spec::Spec;
use wgpu::util::DeviceExt;

use crate::common::gpu;

/// Stands after the text of a pass and places samples with the function that the pass places them with.
const PLACE: &str = "
@group(1) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(1) @binding(2) var<storage, read_write> positions: array<vec4<f32>>;

@compute @workgroup_size(64)
fn place(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&samples) {
        positions[id.x] = vec4<f32>(position_in_world(samples[id.x].xyz), 0.0);
    }
}
";

/// The world positions that the shader computes for samples `(x, y, loss, unused)`.
fn placed(gpu: &Gpu, frame: &FrameUniform, samples: &[[f32; 4]]) -> Vec<[f32; 4]> {
    let input: &[u8] = bytemuck::cast_slice(samples);
    let contents = [bytemuck::bytes_of(frame), input];
    bytemuck::pod_collect_to_vec(&computed(gpu, &(Pass::Glyph.source() + PLACE), contents, &[]))
}

/// Runs the entry point `place` of a shader, once for 16 bytes of its samples: group 0 has the frame, group 1 the samples
/// (1), the result (2), which is as large, and a uniform (0) if it is not empty. Returns the result.
pub(crate) fn computed(
    gpu: &Gpu,
    source: &str,
    [frame, input]: [&[u8]; 2],
    own_uniform: &[u8],
) -> Vec<u8> {
    let device = &gpu.device;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("place"),
        source: wgpu::ShaderSource::Wgsl(source.into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some("place"),
        layout: None,
        module: &module,
        entry_point: Some("place"),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    });
    let buffer = |label, contents, usage| {
        device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some(label),
            contents,
            usage,
        })
    };
    let storage = wgpu::BufferUsages::STORAGE;
    let uniform = buffer("frame", frame, wgpu::BufferUsages::UNIFORM);
    let samples = buffer("samples", input, storage);
    let positions = buffer("positions", input, storage | wgpu::BufferUsages::COPY_SRC);
    let read = buffer("read", input, wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
    let group = |index, bindings: &[(u32, &wgpu::Buffer)]| {
        let entries: Vec<_> = bindings
            .iter()
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding: *binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("place"),
            layout: &pipeline.get_bind_group_layout(index),
            entries: &entries,
        })
    };
    let mut bindings = vec![(1, &samples), (2, &positions)];
    let own =
        (!own_uniform.is_empty()).then(|| buffer("own", own_uniform, wgpu::BufferUsages::UNIFORM));
    bindings.extend(own.iter().map(|own| (0, own)));
    let groups = [group(0, &[(0, &uniform)]), group(1, &bindings)];
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        for (index, group) in (0..).zip(&groups) {
            pass.set_bind_group(index, group, &[]);
        }
        pass.dispatch_workgroups((input.len() as u32 / 16).div_ceil(64), 1, 1);
    }
    encoder.copy_buffer_to_buffer(&positions, 0, &read, 0, positions.size());
    gpu.queue.submit([encoder.finish()]);
    read.slice(..).map_async(wgpu::MapMode::Read, |mapped| mapped.unwrap());
    gpu.wait("samples were placed").unwrap();
    read.slice(..).get_mapped_range().unwrap().to_vec()
}

/// The error of a formula in f32, with named inputs that are rounded to f32.
fn error_of(formula: &str, inputs: &[(&str, f64)]) -> f64 {
    let parameters = inputs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut graph = Graph::new();
    let root = parse(formula, &Scope { parameters, ..Scope::default() }, &mut graph).unwrap();
    let inputs: Vec<_> = inputs.iter().map(|(_, value)| Measured::rounded(*value)).collect();
    ErrorBound::new(&graph, root).at(&inputs, &[], &[]).error
}

fn plane_error(interval: Interval, value: f64) -> f64 {
    let inputs = [("p", value), ("low", interval.min), ("span", interval.length())];
    error_of("2*(p - low)/span - 1", &inputs)
}

fn height_error(map: &HeightMap, loss: f64) -> f64 {
    let curve = match map.scale {
        HeightScale::Linear => "inside",
        HeightScale::Sqrt => "sqrt(max(inside - origin, 0))",
        HeightScale::Log => "log(inside - origin)",
        HeightScale::Symlog => "sign(inside)*log(1 + abs(inside)/knee)",
    };
    let inside = "min(max(loss, low), high)";
    let height = format!("({} - from)/(to - from)", curve.replace("inside", inside));
    let (from, to) = map.curve_ends();
    let inputs = [
        ("loss", loss),
        ("low", map.low),
        ("high", map.high),
        ("origin", map.origin),
        ("knee", map.knee),
        ("from", from),
        ("to", to),
    ];
    error_of(&height, &inputs) * f64::from(BOX_HEIGHT)
}

/// Any scene: only its world counts here.
fn scene_of(world: World) -> Scene {
    let mut session = Session::new(Spec::default()).unwrap();
    session.finish_runs();
    Scene { world, ..session.scene() }
}

/// A map whose ends f32 can hold: then a square root of a difference of losses does not cancel rounded digits.
fn in_f32(map: HeightMap) -> HeightMap {
    let rounded = |value: f64| f64::from(value as f32);
    HeightMap {
        low: rounded(map.low),
        high: rounded(map.high),
        origin: rounded(map.origin),
        knee: rounded(map.knee),
        ..map
    }
}

#[test]
fn shader_and_world_place_samples_alike() {
    let Some(gpu) = gpu() else { return };
    for name in ["rosenbrock", "goldstein-price", "styblinski-tang", "quintic"] {
        let objective = find(name).unwrap().objective();
        let (domain, survey) = (objective.domain, Survey::of(&objective));
        let (min, max) = (survey.min().unwrap(), survey.max().unwrap());
        for scale in HeightScale::ALL {
            let map = in_f32(HeightMap::fit(Some(scale), &survey, min, max));
            let scene = scene_of(World { domain, height: map, rise: 1.0 });
            let layout = Layout::of_picture([64, 64], &scene);
            let frame = FrameUniform::new(&scene, &layout);
            // A line across the plane and a little beyond it, and losses from below the map to above it.
            let samples: Vec<[f32; 4]> = (0..400_u16)
                .map(|k| {
                    let share = f64::from(k) / 399.0 * 1.2 - 0.1;
                    let at = |interval: Interval| (interval.min + share * interval.length()) as f32;
                    let height = (1.0 - share).clamp(0.0, 1.0);
                    let outside = (share - share.clamp(0.0, 1.0)) * (map.high - map.low);
                    [at(domain.x), at(domain.y), (map.loss(height) - outside) as f32, 0.0]
                })
                .collect();
            for (sample, shader) in samples.iter().zip(placed(&gpu, &frame, &samples)) {
                let [x, y, loss, _] = sample.map(f64::from);
                let world = scene.world.position(x, y, loss).as_dvec3().to_array();
                let errors =
                    [plane_error(domain.x, x), plane_error(domain.y, y), height_error(&map, loss)];
                for k in 0..3 {
                    // World::position ends in f32: half a unit in the last place of its own.
                    let allowed = errors[k] + 0.5 * f64::from(f32::EPSILON) * world[k].abs();
                    let off = (f64::from(shader[k]) - world[k]).abs();
                    let what = format!("{name}, {scale:?}, axis {k} of {sample:?}");
                    assert!(off <= allowed, "{what}: {off:e} of {allowed:e}");
                    assert!(allowed < 1e-4, "{what}: a bound of {allowed:e} says nothing");
                }
            }
        }
    }
}
