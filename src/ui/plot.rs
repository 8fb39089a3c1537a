//! The losses against the steps, one line a run, with the playhead on it.

use egui::{Color32, RichText, Ui, Vec2};
use egui_plot::{GridMark, HoverPosition, Line, LineStyle, Plot, PlotBounds, PlotPoint, VLine};

use super::Wish;
use crate::overlay::color32;
use crate::scene::{PathStyle, Scene, markup, ticks};
use crate::session::{Command, Session, Track};

/// Points of a drawn line at most; between them the smallest and the largest loss are kept.
const MOST_POINTS: usize = 1500;

/// The lines of all runs, kept until a run grows or changes.
pub(super) struct LossPlot {
    is_log: bool,
    lines: Vec<(Key, Vec<PlotPoint>)>,
}

impl Default for LossPlot {
    fn default() -> Self {
        Self { is_log: true, lines: Vec::new() }
    }
}

/// What a line was made from.
#[derive(Clone, PartialEq)]
struct Key {
    rows: usize,
    ends: [Option<u64>; 2],
    floor: u64,
    is_log: bool,
}

impl LossPlot {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        scene: &Scene,
        wishes: &mut Vec<Wish>,
    ) {
        let floor = loss_floor(session);
        let what = markup::plain(&scene.captions.loss);
        ui.horizontal(|ui| {
            let above = if floor == 0.0 { String::new() } else { format!(" above {}", ticks::number(floor)) };
            let title = if self.is_log { format!("{what}{above}, log scale") } else { what };
            ui.label(RichText::new(title).strong());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let help = "Logarithmic loss axis; where losses are not all positive, of the loss above the least one";
                ui.checkbox(&mut self.is_log, "log").on_hover_text(help);
            });
        });
        if session.tracks().is_empty() {
            let text = match session.swarm() {
                Some(_) => "many starts have no curve each: the table (C) sums them up",
                None => "no runs, no losses: add a run under Runs",
            };
            ui.label(RichText::new(text).weak());
            return;
        }
        self.refresh(session, floor);
        let bounds = self.bounds(session);
        let styles = session.path_styles();
        let is_log = self.is_log;
        let step = session.step();
        let value = move |y: f64| ticks::number(if is_log { 10f64.powf(y) } else { y });
        let label = move |at: &HoverPosition<'_>| match at {
            HoverPosition::NearDataPoint { plot_name, position, .. } if !plot_name.is_empty() => {
                Some(format!("{plot_name}\nstep {}: {}", position.x.round(), value(position.y)))
            }
            _ => None,
        };
        let plot = Plot::new("losses")
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .show_background(false)
            .grid_color(color32(scene.style.theme.grid()))
            .show_grid([false, true])
            .set_margin_fraction(Vec2::ZERO)
            .y_axis_formatter(move |mark: GridMark, _| value(mark.value))
            .label_formatter(label);
        let runs = session.tracks().iter().zip(&self.lines);
        let names: Vec<String> = scene.legend.iter().map(|entry| entry.label.clone()).collect();
        let playhead = color32(scene.style.theme.quiet_text());
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds(bounds);
            for (track, (_, points)) in runs {
                let run = track.plan.run;
                let name = names.get(run).cloned().unwrap_or_default();
                let Some(style) = styles.get(run) else { continue };
                plot.line(line(name, points, *style));
            }
            plot.vline(VLine::new("", step).color(playhead).width(1.0));
            plot.pointer_coordinate()
        });
        let hold = shown.response.is_pointer_button_down_on();
        if hold && let Some(at) = shown.inner {
            if session.is_playing() {
                wishes.push(Wish::Do(Command::Pause));
            }
            wishes.push(Wish::Do(Command::Scrub(at.x.round().max(0.0))));
        }
        shown.response.on_hover_text("Press or drag to move the playhead");
    }

    fn refresh(&mut self, session: &Session, floor: f64) {
        self.lines.truncate(session.tracks().len());
        for (index, track) in session.tracks().iter().enumerate() {
            let losses = track.trajectory.losses();
            let ends = [losses.first(), losses.last()].map(|loss| loss.map(|loss| loss.to_bits()));
            let key = Key { rows: losses.len(), ends, floor: floor.to_bits(), is_log: self.is_log };
            match self.lines.get_mut(index) {
                Some((known, _)) if *known == key => {}
                Some(line) => *line = (key, points(track, floor, self.is_log)),
                None => self.lines.push((key, points(track, floor, self.is_log))),
            }
        }
    }

    fn bounds(&self, session: &Session) -> PlotBounds {
        let values = || self.lines.iter().flat_map(|(_, points)| points).map(|point| point.y);
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        let margin = 0.06 * (high - low).max(1e-9 * high.abs()).max(1e-12);
        let length = session.length().max(1) as f64;
        PlotBounds::from_min_max([-0.005 * length, low - margin], [1.005 * length, high + margin])
    }
}

fn line(name: String, points: &[PlotPoint], style: PathStyle) -> Line<'_> {
    let color: Color32 = color32(style.color);
    let line = Line::new(name, points).color(color).width(2.0);
    if style.dash.is_some() { line.style(LineStyle::dashed_loose()) } else { line }
}

/// What is taken off before the logarithm: nothing where all losses are positive, or else the least loss.
fn loss_floor(session: &Session) -> f64 {
    let losses =
        session.tracks().iter().flat_map(|track| track.trajectory.losses().iter().copied());
    let minima = session.objective().minima.iter().map(|minimum| minimum.loss);
    let least = losses.filter(|loss| loss.is_finite()).fold(f64::INFINITY, f64::min);
    if least > 0.0 { 0.0 } else { minima.fold(least, f64::min) }
}

/// The losses of a run as points of the plot; of long runs the extremes of each stretch.
fn points(track: &Track, floor: f64, is_log: bool) -> Vec<PlotPoint> {
    let losses = track.trajectory.losses();
    let stretch = losses.len().div_ceil(MOST_POINTS / 2).max(1);
    let height = |loss: f64| if is_log { (loss - floor).log10() } else { loss };
    let mut points = Vec::with_capacity(losses.len().min(MOST_POINTS));
    let steps = track.trajectory.steps();
    let mut push = |row: usize, loss: f64| {
        let y = height(loss);
        if y.is_finite() {
            points.push(PlotPoint::new(steps[row] as f64, y));
        }
    };
    for (index, chunk) in losses.chunks(stretch).enumerate() {
        let first = index * stretch;
        let extreme = |better: fn(&f64, &f64) -> bool| {
            (1..chunk.len())
                .fold(0, |best, k| if better(&chunk[k], &chunk[best]) { k } else { best })
        };
        let (low, high) = (extreme(|a, b| a < b), extreme(|a, b| a > b));
        push(first + low.min(high), chunk[low.min(high)]);
        if low != high {
            push(first + low.max(high), chunk[low.max(high)]);
        }
    }
    points
}
