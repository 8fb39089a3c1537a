//! `fallline quiver`: the arrows of a quiver as a file.

use super::args::{Device, QuiverArgs};
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer, gradients};
use crate::io::{QuiverSamples, Slopes, check_quiver_path, write_quiver};
use crate::spec::{QuiverSpec, Resolved};

/// Points along each axis where neither the scene nor a flag says how many.
const DEFAULT_COUNT: [u32; 2] = [20, 20];

pub(super) fn quiver(args: &QuiverArgs) -> Result<(), Failure> {
    check_quiver_path(&args.output).map_err(Failure::wrong)?;
    let mut request = Request::read(&args.scene)?;
    override_quiver(request.spec.quiver.get_or_insert_default(), args);
    let Resolved { objective, spec, .. } = request.resolve_on_plane()?;
    let quiver = spec.quiver.unwrap_or_default();
    let domain = objective.domain;
    let points = quiver.points(domain).map_err(|error| request.explain(error))?;
    let points = points.expect("a quiver for a file has a count or a spacing");
    let [first, second] = [0, 1].map(|k| objective.parameters[k].as_str());
    let write = |slopes: Slopes<'_>| {
        let samples = QuiverSamples { axes: [first, second], points, of: quiver.of, slopes };
        write_quiver(&args.output, &samples).map_err(anyhow::Error::from)
    };
    match args.device {
        Device::Gpu => {
            let gpu = Gpu::headless(Prefer::Fast)?;
            write(Slopes::F32(&gradients(&gpu, &objective, points)?))?;
        }
        Device::Cpu => {
            let (nx, ny) = (points.nx as usize, points.ny as usize);
            write(Slopes::F64(&objective.gradients_on_grid(&points.domain, nx, ny)))?;
        }
    }
    Ok(())
}

/// Lets the flags override the scene's quiver; a file has no zoom that would choose the points.
fn override_quiver(quiver: &mut QuiverSpec, args: &QuiverArgs) {
    quiver.of = args.of.unwrap_or(quiver.of);
    if args.count.is_some() || args.spacing.is_some() {
        (quiver.count, quiver.spacing) = (args.count, args.spacing);
    } else if quiver.count.is_none() && quiver.spacing.is_none() {
        quiver.count = Some(DEFAULT_COUNT);
    }
}
