//! The flat view as a figure: SVG, or the same as PDF. Everything is computed on the CPU, so it needs no adapter.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::png::{Opaque, encode};
use super::sink::Convert;
use super::{PictureFormat, RecordError, pdf};
use crate::io::AtomicFile;
use crate::objective::Objective;
use crate::overlay::Layout;
use crate::overlay::figure::{FigurePane, figure, plane_pixels};
use crate::scene::{Arrangement, Grid, Heights, Pane};
use crate::session::{Command, FieldRange, Session};

/// Samples of a surface at most; of a larger grid, every second one and so on, as where an adapter cannot hold it.
const MOST_SAMPLES: u64 = 1 << 22;

/// Writes the flat view of the session, as it is now, as vector lines and text: an SVG file, or a PDF file by the path's
/// ending. `size_px` are CSS pixels, of which 96 make an inch.
///
/// # Errors
/// The file cannot be written.
pub fn render_figure(
    session: &mut Session,
    size_px: [u32; 2],
    path: &Path,
) -> Result<PathBuf, RecordError> {
    write(session, size_px, path, Session::settle)
}

/// The same of what a film of the session shows after `secs`.
///
/// # Errors
/// The file cannot be written.
pub fn render_figure_moment(
    session: &mut Session,
    size_px: [u32; 2],
    secs: f64,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let (frame, frames) = session.spec().film.frame_at(secs);
    write(session, size_px, path, |session| session.film_frame(frame, frames))
}

fn write(
    session: &mut Session,
    size_px: [u32; 2],
    path: &Path,
    begin: impl FnOnce(&mut Session),
) -> Result<PathBuf, RecordError> {
    let format = PictureFormat::of(path)?;
    // Before any work: it tells whether the place can be written.
    let mut file = AtomicFile::create(path)?;
    lay_flat(session)?;
    session.finish_on_plane()?;
    let fields = evaluate(session, size_px)?;
    begin(session);
    let panes = session.panes();
    let svg = draw(&panes, &fields, size_px, path)?;
    let title = panes.first().map_or("", |pane| &pane.scene.captions.title);
    let bytes = match format {
        PictureFormat::Pdf => pdf::from_svg(&svg, title, path)?,
        PictureFormat::Png | PictureFormat::Svg => svg.into_bytes(),
    };
    file.write_all(&bytes).map_err(|error| file.explain(error))?;
    Ok(file.finish()?)
}

/// A figure is flat, whatever the session shows.
fn lay_flat(session: &mut Session) -> Result<(), RecordError> {
    let mut spec = session.spec().clone();
    if spec.view.layout != Arrangement::Flat {
        spec.view.layout = Arrangement::Flat;
        session.apply(Command::Edit(Box::new(spec)))?;
    }
    Ok(())
}

/// A field with its samples.
struct Field {
    grid: Grid,
    losses: Vec<f64>,
}

/// Evaluates the field of each pane, and tells the session their ranges, as the renderer does for pictures.
fn evaluate(session: &mut Session, size_px: [u32; 2]) -> Result<Vec<Field>, RecordError> {
    let panes = session.panes();
    if let Some(Pane { scene, place, .. }) = panes.first() {
        let aspect = Layout::of_pane(size_px, *place, scene).aspect();
        session.apply(Command::Viewport { aspect })?;
    }
    let mut fields = Vec::new();
    for Pane { scene, field, .. } in &panes {
        let sampled = Field::of(&scene.objective, scene.grid);
        session.apply(Command::FieldRange { of: *field, range: sampled.range() })?;
        fields.push(sampled);
    }
    Ok(fields)
}

impl Field {
    fn of(objective: &Objective, mut grid: Grid) -> Self {
        while u64::from(grid.nx) * u64::from(grid.ny) > MOST_SAMPLES {
            grid.nx = (grid.nx / 2).max(2);
            grid.ny = (grid.ny / 2).max(2);
        }
        let Grid { domain, nx, ny } = grid;
        Self { grid, losses: objective.losses_on_grid(&domain, nx as usize, ny as usize) }
    }

    fn range(&self) -> FieldRange {
        let finite = || self.losses.iter().copied().filter(|loss| loss.is_finite());
        let count = finite().count();
        // Not a number where nothing is finite, which `min` and `max` pass over else.
        FieldRange {
            min: finite().fold(f64::NAN, f64::min),
            max: finite().fold(f64::NAN, f64::max),
            finite_share: count as f64 / self.losses.len() as f64,
        }
    }
}

fn draw(
    panes: &[Pane],
    fields: &[Field],
    size_px: [u32; 2],
    path: &Path,
) -> Result<String, RecordError> {
    let mut parts = Vec::new();
    for (Pane { scene, place, .. }, Field { grid, losses }) in panes.iter().zip(fields) {
        let layout = Layout::of_pane(size_px, *place, scene);
        let heights = Heights::new(*grid, losses, &scene.world.height);
        let tint = scene.tint.as_ref().map(|tint| {
            let (nx, ny) = (grid.nx as usize, grid.ny as usize);
            let values = tint.objective.quantities_on_grid(tint.quantity, &grid.domain, nx, ny);
            Heights::of_tint(*grid, &values, tint)
        });
        let ([width, height], rgba) = plane_pixels(scene, &layout, &heights, tint.as_ref());
        let (mut rgb, mut file) = (Vec::new(), Vec::new());
        Opaque.convert(&rgba, &mut rgb);
        encode(&mut file, (width, height), ::png::Compression::Balanced, None, &rgb)
            .map_err(|error| super::png::explain(path, error))?;
        parts.push((layout, place.corners_px(size_px)[0], heights, file));
    }
    let drawn: Vec<FigurePane<'_>> = panes
        .iter()
        .zip(&parts)
        .map(|(pane, (layout, corner_px, heights, plane_png))| FigurePane {
            scene: &pane.scene,
            layout: *layout,
            corner_px: *corner_px,
            heights,
            plane_png,
        })
        .collect();
    Ok(figure(size_px, &drawn))
}
