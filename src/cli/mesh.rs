//! `fallline mesh`: the surface as a mesh.

use super::args::{Device, MeshArgs};
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::io::MeshFormat;
use crate::record::write_mesh;

pub(super) fn mesh(args: &MeshArgs) -> Result<(), Failure> {
    MeshFormat::of(&args.output).map_err(Failure::wrong)?;
    let request = Request::read(&args.scene)?;
    let mut session = request.session()?;
    let gpu = match args.device {
        Device::Gpu => Some(Gpu::headless(Prefer::Fast)?),
        Device::Cpu => None,
    };
    let written = write_mesh(gpu.as_ref(), &mut session, &args.output);
    let written = written.map_err(|error| request.explain_record(error))?;
    eprintln!("wrote {}", written.display());
    Ok(())
}
