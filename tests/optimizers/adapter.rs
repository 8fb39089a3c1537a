//! The WGSL of the elementwise rules, run on the adapter: each step of many parameters against the f64 path.

use crate::common::gpu;
use crate::traced::{Nobody, elementwise, optimizers};
use fallline::expr::{ErrorBound, Measured, wgsl_function, wgsl_prelude};
use fallline::gpu::Gpu;
use fallline::optim::{Optimizer, Step, Term, TermValue, UpdateFormula};
use wgpu::util::DeviceExt;

const PARAMETERS: usize = 200;
const STEPS: usize = 24;

/// Stands around an update and runs it once an invocation: inputs of one update after the other, likewise its outputs.
const FRAME: &str = "
struct Params { nan_bits: u32, inf_bits: u32, updates: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read_write> outputs: array<f32>;
var<private> first_input: u32;
fn constant(index: u32) -> f32 { return inputs[first_input + index]; }

@compute @workgroup_size(64)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    first_input = id.x * INPUTS;
    if id.x < params.updates {
        let updated = update(vec2<f32>(0.0), 0u);
        for (var i = 0u; i < OUTPUTS; i++) { outputs[id.x * OUTPUTS + i] = updated[i]; }
    }
}
";

/// One parameter's update on the f64 path.
struct Update {
    /// In the order of the formula's inputs.
    inputs: Vec<f64>,
    /// In the order of its outputs.
    outputs: Vec<f64>,
}

/// A quantity of a stepper, by name, as one parameter sees it.
pub(crate) fn quantity(terms: &[Term], name: &str, parameter: usize) -> f64 {
    match &terms.iter().find(|term| term.name == name).unwrap().value {
        TermValue::Scalar(value) => *value,
        TermValue::Vector(values) => values[parameter],
    }
}

/// The f64 path: every update of every parameter after the first step, which makes the state.
fn updates(optimizer: &Optimizer, formula: &UpdateFormula) -> Vec<Update> {
    let mut stepper = optimizer.stepper();
    let mut point: Vec<f64> = (0..PARAMETERS).map(|i| (i as f64 * 0.37).sin() * 2.0).collect();
    let states = &formula.inputs[2..1 + formula.outputs.len()];
    let scalars = &formula.inputs[1 + formula.outputs.len()..];
    let mut updates = Vec::with_capacity(PARAMETERS * STEPS);
    for step in 0..=STEPS {
        // Slopes of both signs and of many sizes, that turn at different times.
        let slope = |i: usize| (step as f64 * 0.7 + i as f64 * 1.3).sin() * (i % 7 + 1) as f64;
        let gradient: Vec<f64> = (0..PARAMETERS).map(slope).collect();
        let (before, point_before) = (stepper.terms(), point.clone());
        let oracle = &mut Nobody;
        stepper.step(Step { point: &mut point, loss: 0.0, gradient: &gradient, lr: 0.1, oracle });
        let after = stepper.terms();
        for i in (0..PARAMETERS).filter(|_| step > 0) {
            let state = |terms| states.iter().map(move |name| quantity(terms, name, i));
            let mut inputs = vec![point_before[i], gradient[i]];
            inputs.extend(state(&before));
            inputs.extend(scalars.iter().map(|name| quantity(&after, name, i)));
            let outputs = [point[i]].into_iter().chain(state(&after)).collect();
            updates.push(Update { inputs, outputs });
        }
    }
    updates
}

/// The shader that runs a formula.
pub(crate) fn shader(formula: &UpdateFormula) -> String {
    let counts = [("INPUTS", formula.inputs.len()), ("OUTPUTS", formula.outputs.len())];
    let frame = counts
        .iter()
        .fold(FRAME.to_owned(), |frame, (word, count)| frame.replace(word, &format!("{count}u")));
    let function = wgsl_function(&formula.graph, &formula.outputs, "update");
    format!("{frame}{}{function}", wgsl_prelude())
}

/// What the adapter makes of the inputs of many updates.
fn run_on_adapter(gpu: &Gpu, formula: &UpdateFormula, inputs: &[f32]) -> Vec<f32> {
    let (width, height) = (formula.inputs.len(), formula.outputs.len());
    let device = &gpu.device;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("update"),
        source: wgpu::ShaderSource::Wgsl(shader(formula).into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some("update"),
        layout: None,
        module: &module,
        entry_point: Some("run"),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    });
    let buffer = |label, contents, usage| {
        let descriptor = wgpu::util::BufferInitDescriptor { label: Some(label), contents, usage };
        device.create_buffer_init(&descriptor)
    };
    let (uniform, storage) = (wgpu::BufferUsages::UNIFORM, wgpu::BufferUsages::STORAGE);
    let count = inputs.len() / width;
    let empty = vec![f32::NAN; count * height];
    let empty: &[u8] = bytemuck::cast_slice(&empty);
    let bits = [f32::NAN.to_bits(), f32::INFINITY.to_bits(), count as u32, 0];
    let params = buffer("params", bytemuck::bytes_of(&bits), uniform);
    let inputs = buffer("inputs", bytemuck::cast_slice(inputs), storage);
    let outputs = buffer("outputs", empty, storage | wgpu::BufferUsages::COPY_SRC);
    let read = buffer("read", empty, wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
    let entries = [(0, &params), (1, &inputs), (2, &outputs)].map(|(binding, buffer)| {
        wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() }
    });
    let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("update"),
        layout: &pipeline.get_bind_group_layout(0),
        entries: &entries,
    });
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(count.div_ceil(64) as u32, 1, 1);
    }
    encoder.copy_buffer_to_buffer(&outputs, 0, &read, 0, outputs.size());
    gpu.queue.submit([encoder.finish()]);
    read.slice(..).map_async(wgpu::MapMode::Read, |mapped| mapped.unwrap());
    gpu.wait("updates were computed").unwrap();
    bytemuck::pod_collect_to_vec(&read.slice(..).get_mapped_range().unwrap())
}

/// Every step begins at the f64 state, rounded to f32, so that its error is its own. It may be what the operators' table
/// of WGSL accuracies gives for this formula and these inputs; the f64 rounding of the path adds less than 1e-14.
#[test]
fn rules_run_on_the_adapter_as_on_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let mut run = 0;
    for optimizer in optimizers() {
        let Some(formula) = optimizer.stepper().formula() else { continue };
        run += 1;
        let updates = updates(&optimizer, &formula);
        let inputs: Vec<f32> =
            updates.iter().flat_map(|update| &update.inputs).map(|x| *x as f32).collect();
        let computed = run_on_adapter(&gpu, &formula, &inputs);
        let bounds: Vec<_> =
            formula.outputs.iter().map(|root| ErrorBound::new(&formula.graph, *root)).collect();
        let (mut compared, mut tight, mut worst) = (0, 0, 0.0_f64);
        for (update, computed) in updates.iter().zip(computed.chunks_exact(bounds.len())) {
            let measured: Vec<_> = update.inputs.iter().map(|x| Measured::rounded(*x)).collect();
            for ((expected, computed), bound) in update.outputs.iter().zip(computed).zip(&bounds) {
                let allowed = bound.at(&[], &measured, &[]).error + 1e-14 * expected.abs().max(1.0);
                let used = (f64::from(*computed) - expected).abs() / allowed;
                let inputs = (&formula.inputs, &update.inputs);
                assert!(used <= 1.0, "{optimizer}: {computed} for {expected} of {inputs:?}");
                worst = worst.max(used);
                compared += 1;
                tight += usize::from(allowed < 1e-4 * expected.abs().max(1.0));
            }
        }
        println!("{optimizer}: {worst:.3} of the bound, {tight} of {compared} bounds below 1e-4");
        // A bound that allows everything would compare nothing.
        assert!(tight * 100 >= compared * 97, "{optimizer}: {tight} of {compared}");
    }
    assert_eq!(run, elementwise(), "all methods but those with sums run");
}
