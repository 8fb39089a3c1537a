//! `fallline doctor`: what this machine has for drawing and encoding, and what it lacks.

use super::args::DoctorArgs;
use super::failure::Failure;

pub(super) fn doctor(_args: &DoctorArgs) -> Result<(), Failure> {
    Err(Failure::Failed(anyhow::anyhow!("the doctor is not built yet")))
}
