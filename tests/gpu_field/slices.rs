//! Slices and tiles are a matter of memory and pace alone: the samples are the same to the bit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fallline::gpu::{Field, FieldJob, FieldProgram, Gpu, GpuError, RangePass, evaluate};
use fallline::objective::library::find;
use fallline::objective::{Metric, Objective};
use fallline::scene::Grid;

use crate::common::{gpu, noisy_fit};

/// The same adapter with bindings of at most so many bytes.
pub(crate) fn with_bindings_of(gpu: &Gpu, bytes: u64) -> Gpu {
    let descriptor = wgpu::DeviceDescriptor {
        label: Some("small bindings"),
        required_limits: wgpu::Limits {
            max_storage_buffer_binding_size: bytes,
            ..gpu.adapter.limits()
        },
        ..Default::default()
    };
    let (device, queue) = pollster::block_on(gpu.adapter.request_device(&descriptor)).unwrap();
    Gpu { device, queue, ..gpu.clone() }
}

fn bits(losses: &[f32]) -> Vec<u32> {
    losses.iter().map(|loss| loss.to_bits()).collect()
}

fn evaluated(gpu: &Gpu, objective: &Arc<Objective>, grid: Grid) -> (Vec<u32>, String) {
    let (field, range) = evaluate(gpu, objective, grid).unwrap();
    (bits(&field.read(gpu).unwrap()), format!("{range:?}"))
}

#[test]
fn slices_hold_the_same_samples_as_one_buffer() {
    let Some(gpu) = gpu() else { return };
    let small = with_bindings_of(&gpu, 16 << 10);
    let losses = [find("hills").unwrap().objective(), noisy_fit("a*x + b", Metric::Mse, 100)];
    for objective in losses.map(Arc::new) {
        // Of 800 bytes a row, 20 rows fit: seven slices and a half.
        let grid = Grid { domain: objective.domain, nx: 200, ny: 150 };
        let (sliced, whole) =
            (evaluated(&small, &objective, grid), evaluated(&gpu, &objective, grid));
        assert_eq!(sliced, whole, "{}", objective.name);
    }
}

#[test]
fn a_grid_beyond_all_slices_is_refused_with_the_limit() {
    let Some(gpu) = gpu() else { return };
    let small = with_bindings_of(&gpu, 16 << 10);
    let objective = Arc::new(find("sphere").unwrap().objective());
    let grid = |nx, ny| Grid { domain: objective.domain, nx, ny };
    assert!(evaluate(&small, &objective, grid(256, 256)).is_ok(), "16 slices of 4096 samples");
    let refused = evaluate(&small, &objective, grid(257, 256)).map(drop).unwrap_err();
    assert!(matches!(
        refused,
        GpuError::GridTooLarge { nx: 257, ny: 256, limit: 65_536, side: 256 }
    ));
    assert!(refused.asks_too_much());
    assert!(refused.to_string().contains("--grid 256x256"), "{refused}");
    let drawn = Field::drawable(&small, grid(257, 256));
    assert!(drawn.nx * drawn.ny <= 4096 && drawn.nx >= 64 && drawn.ny >= 64, "{drawn:?}");
}

#[test]
fn tiles_give_the_same_samples_as_one_go() {
    let Some(gpu) = gpu() else { return };
    // 20 million terms: the first tile takes 4 million and each next one at most twice as many, so that there are three
    // at least, and each is given back before it is done.
    let objective = Arc::new(noisy_fit("a*x + b", Metric::Huber, 1000));
    let grid = Grid { domain: objective.domain, nx: 200, ny: 100 };
    let program = FieldProgram::new(&gpu, &objective).unwrap();
    let pass = RangePass::new(&gpu);
    let mut job = FieldJob::new(&gpu, &program, &objective, grid).unwrap();
    assert!(job.is_for(&objective, grid));
    let begin = Instant::now();
    let mut waits = 0;
    while !job.advance(&gpu, &program, &pass).unwrap() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the evaluation does not end");
        std::thread::sleep(Duration::from_millis(1));
        waits += 1;
    }
    assert!(waits >= 3, "{waits}");
    let (field, range) = job.take().expect("it is done");
    assert!(job.is_over() && Arc::ptr_eq(job.objective(), &objective));
    let tiled = (bits(&field.read(&gpu).unwrap()), format!("{range:?}"));
    assert_eq!(tiled, evaluated(&gpu, &objective, grid));
}

#[test]
fn an_evaluation_under_way_has_nothing_to_take() {
    let Some(gpu) = gpu() else { return };
    let objective = Arc::new(noisy_fit("a*x + b", Metric::Mse, 1000));
    let grid = Grid { domain: objective.domain, nx: 200, ny: 100 };
    let program = FieldProgram::new(&gpu, &objective).unwrap();
    let mut job = FieldJob::new(&gpu, &program, &objective, grid).unwrap();
    assert!(!job.advance(&gpu, &program, &RangePass::new(&gpu)).unwrap());
    assert!(job.take().is_none());
}
