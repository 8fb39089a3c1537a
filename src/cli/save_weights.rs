//! `fallline run --save-weights`: the last weights of the best run, as the first weights or a corner of a plane elsewhere.

use std::path::Path;

use super::failure::Failure;
use super::request::Request;
use super::run::{Finished, short};
use super::subject::Subject;
use crate::io::{AtomicFile, WeightsFormat, write_weights};
use crate::objective::network::Tensor;
use crate::optim::Sample;

/// Where weights will go: a place that can be written, of a format that is known.
pub(super) struct Keeper<'a> {
    path: &'a Path,
}

/// Weights that will be written, and whose they are.
pub(super) struct Kept<'a> {
    path: &'a Path,
    tensors: Vec<Tensor>,
    whose: String,
}

impl<'a> Keeper<'a> {
    /// Finds out before any work is done whether there will be weights and whether they can be written.
    pub(super) fn of(path: &'a Path, request: &Request) -> Result<Self, Failure> {
        if request.spec.network.is_none() {
            return Err(Failure::wrong(request.no_network("--save-weights")));
        }
        WeightsFormat::of(path).map_err(Failure::wrong)?;
        AtomicFile::create(path).map_err(anyhow::Error::from)?;
        Ok(Self { path })
    }

    /// Takes the run of the lowest loss.
    pub(super) fn choose(
        &self,
        finished: &[Finished],
        subject: &Subject<'_>,
    ) -> Result<Kept<'a>, Failure> {
        let rows = finished.iter().enumerate();
        let rows = rows.filter_map(|(index, run)| Some((index, run, run.last.as_ref()?)));
        let best = rows.min_by(|(.., a), (.., b)| a.loss.total_cmp(&b.loss));
        let (Some((index, run, Sample { point, loss, .. })), Some(network)) =
            (best, subject.network)
        else {
            let message = "there are no weights to save: no run has come to a finite loss";
            return Err(Failure::Failed(anyhow::anyhow!(message)));
        };
        let name = subject.run_name(index, &run.plan.settings);
        let whose = format!("the last weights of {name}, loss {}", short(*loss));
        Ok(Kept { path: self.path, tensors: network.to_tensors(point), whose })
    }
}

impl Kept<'_> {
    /// Writes them in PyTorch's names and shapes.
    pub(super) fn write(&self) -> Result<(), Failure> {
        let written = write_weights(self.path, &self.tensors).map_err(anyhow::Error::from)?;
        eprintln!("wrote {}: {}", written.display(), self.whose);
        Ok(())
    }
}
