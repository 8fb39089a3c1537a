//! `fallline contours`: the vertices of traced contours as a file.

use super::args::ContoursArgs;
use super::failure::Failure;
use super::request::Request;
use crate::io::{check_contour_file, write_contours};
use crate::scene::contours::trace;
use crate::session::Session;
use crate::spec::{Resolved, Spec};

/// Writes the contours that the scene asks for; where it asks for none, those of `[contours]` without keys.
pub(super) fn contours(args: &ContoursArgs) -> Result<(), Failure> {
    check_contour_file(&args.output).map_err(Failure::wrong)?;
    let mut request = Request::read(&args.scene)?;
    request.spec.contours.get_or_insert_default();
    let Resolved { objective, spec: Spec { contours, .. }, .. } = request.resolve_on_plane()?;
    let plan = contours.unwrap_or_default().plan();
    let contours = trace(&objective, &plan, &std::sync::atomic::AtomicBool::default())
        .expect("nobody cancels it");
    warn(contours.note.as_deref());
    let [x, y] = [0, 1].map(|k| objective.parameters[k].as_str());
    write_contours(&args.output, &contours, [x, y]).map_err(anyhow::Error::from)?;
    Ok(())
}

/// Says which contours of a session could not be drawn, once they are traced.
pub(super) fn warn_of(session: &mut Session) {
    session.finish_contours();
    warn(session.contour_note());
}

fn warn(note: Option<&str>) {
    if let Some(note) = note {
        eprintln!("warning: contours.levels: {note}");
    }
}
