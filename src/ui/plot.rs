//! The curves below the view: chosen quantities of all runs against steps or evaluations, with the playhead in each.
//!
//! What is chosen is part of the scene: pictures show the same charts. Only how far the axis of steps is drawn out with the
//! wheel is the window's own.

use egui::{Color32, Frame, Panel, RichText, Ui, Vec2};
use egui_plot::{
    GridMark, HoverPosition, Line, LineStyle, Plot, PlotBounds, PlotPoint, PlotUi, Points, VLine,
};

use super::Wish;
use super::desk;
use crate::overlay::color32;
use crate::scene::{Against, Chart, CurveLine, Curves, PathStyle, Quantity, Scene, Space, ticks};
use crate::session::{Command, Session};
use crate::spec::CurvesSpec;

/// Height that the curves take at first, and how far it can be changed, points.
const HEIGHT: f32 = 236.0;
const HEIGHTS: std::ops::RangeInclusive<f32> = 140.0..=520.0;
/// Logarithm of the zoom for one point of scrolling; a notch of the wheel is about 40 points.
const ZOOM_RATE: f32 = 0.006;
/// The smallest share of the axis that is drawn out to its whole length.
const CLOSEST: f64 = 1e-4;

/// What the curves remember between frames.
#[derive(Default)]
pub(super) struct CurvesPlot {
    /// Which part of the axis below is shown, as places on it; `None` is all of it.
    part: Option<[f64; 2]>,
    /// What the part is a part of.
    axis: (Against, bool),
}

impl CurvesPlot {
    /// The panel with everything in it.
    pub(super) fn panel(
        &mut self,
        ui: &mut Ui,
        frame: Frame,
        (session, scene): (&Session, &Scene),
        wishes: &mut Vec<Wish>,
    ) {
        let panel = Panel::bottom("curves").resizable(true).default_size(HEIGHT);
        panel.size_range(HEIGHTS).frame(frame).show(ui, |ui| self.show(ui, session, scene, wishes));
    }

    fn show(&mut self, ui: &mut Ui, session: &Session, scene: &Scene, wishes: &mut Vec<Wish>) {
        let mut asked = session.spec().curves.clone();
        ui.horizontal_wrapped(|ui| choices(ui, &mut asked, scene));
        let curves = &scene.curves;
        if session.tracks().is_empty() {
            let text = match session.swarm() {
                Some(_) => "many starts have no curve each: the table (C) sums them up",
                None => "no runs, no curves: add a run under Runs",
            };
            ui.label(RichText::new(text).weak());
        } else if curves.charts.is_empty() {
            ui.label(RichText::new("choose what to draw").weak());
        } else {
            self.keep_part(curves);
            let space = Space::of(&scene.objective);
            ui.columns(curves.charts.len(), |columns| {
                for (ui, chart) in columns.iter_mut().zip(&curves.charts) {
                    heading(ui, chart, &mut asked, &space);
                    self.chart(ui, session, scene, chart, wishes);
                }
            });
        }
        if asked != session.spec().curves {
            let mut spec = session.spec().clone();
            spec.curves = asked;
            wishes.push(Wish::Do(Command::Edit(Box::new(spec))));
        }
    }

    /// Shows all of another axis.
    fn keep_part(&mut self, curves: &Curves) {
        let axis = (curves.against, curves.is_log_x);
        if self.axis != axis {
            *self = Self { part: None, axis };
        }
    }

    fn chart(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        scene: &Scene,
        chart: &Chart,
        wishes: &mut Vec<Wish>,
    ) {
        let curves = &scene.curves;
        let [first, last] = self.part.unwrap_or(curves.ends());
        let bounds = PlotBounds::from_min_max(
            [first - 0.005 * (last - first), chart.span[0]],
            [last + 0.005 * (last - first), chart.span[1]],
        );
        let size = ui.available_size();
        let counts = ticks_between(first, last, curves, (size.x / 80.0) as usize);
        let values = chart.ticks((size.y / 34.0).max(2.0) as usize);
        let label = |at: &HoverPosition<'_>| hover_text(at, curves, chart);
        let plot = Plot::new(Space::of(&scene.objective).name(chart.quantity))
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
            .x_grid_spacer(|_| marks(&counts, last - first))
            .y_grid_spacer(|_| marks(&values, chart.span[1] - chart.span[0]))
            .x_axis_formatter(|mark: GridMark, _| {
                ticks::number(curves.count_at(mark.value).round())
            })
            .y_axis_formatter(|mark: GridMark, _| chart.label(mark.value))
            .label_formatter(label);
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds(bounds);
            draw(plot, scene, chart);
        });
        let response = shown.response;
        // Not the plot's own pointer, which is a frame behind while it is dragged.
        let at = |pointer: egui::Pos2| shown.transform.value_from_position(pointer).x;
        if response.is_pointer_button_down_on()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            scrub(session, curves.count_at(at(pointer)), wishes);
        }
        if let Some(pointer) = response.hover_pos() {
            self.zoom(ui, at(pointer), curves.ends());
        }
        if response.double_clicked() {
            self.part = None;
        }
        let help = format!(
            "Press or drag to move the playhead; the wheel draws out the {}s, a double click shows all",
            curves.against.name().trim_end_matches('s')
        );
        response.on_hover_text(help);
    }

    /// Draws out the axis around a place by the wheel.
    fn zoom(&mut self, ui: &Ui, at: f64, [start, end]: [f64; 2]) {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from((scroll * ZOOM_RATE).exp() * pinch);
        if factor == 1.0 {
            return;
        }
        let [first, last] = self.part.unwrap_or([start, end]);
        let near = |edge: f64| (at + (edge - at) / factor).clamp(start, end);
        let (first, last) = (near(first), near(last));
        let share = (last - first) / (end - start);
        if share >= CLOSEST {
            self.part = (share < 1.0).then_some([first, last]);
        }
    }
}

/// The lines, the playhead, and the point of each run there.
fn draw(plot: &mut PlotUi<'_>, scene: &Scene, chart: &Chart) {
    let curves = &scene.curves;
    let name = |line: &CurveLine| scene.legend.get(line.run).map_or("", |e| e.label.as_str());
    for line in &chart.lines {
        plot.line(drawn(name(line), line, curves, chart));
    }
    let quiet = color32(scene.style.theme.quiet_text());
    plot.vline(VLine::new("", curves.place(curves.playhead)).color(quiet).width(1.0));
    for (line, now) in chart.lines.iter().filter_map(|line| Some((line, line.now?))) {
        let point = Points::new(name(line), vec![place(now, curves, chart)]);
        plot.points(point.radius(3.5).color(strength(line.style)));
    }
}

/// Which quantities, against what, and whether pictures show them.
fn choices(ui: &mut Ui, asked: &mut CurvesSpec, scene: &Scene) {
    let space = Space::of(&scene.objective);
    let shown = asked.quantities(&space);
    for quantity in space.quantities() {
        let (name, help) = words(quantity, scene);
        let chip = egui::Button::selectable(shown.contains(&quantity), name);
        if ui.add(chip).on_hover_text(help).clicked() {
            asked.toggle(quantity, &space);
        }
    }
    ui.separator();
    let against = [
        (Against::Step, "steps", "Draws against the steps taken"),
        (
            Against::Evaluations,
            "evaluations",
            "Draws against the evaluations of the loss: values, with or without gradients, and Hessians",
        ),
    ];
    asked.against = desk::choice(ui, asked.against, &against).unwrap_or(asked.against);
    let log = ui.add(egui::Button::selectable(asked.log_x, "log"));
    let log = log.on_hover_text("Logarithmic axis of steps or evaluations, which begins at 1");
    desk::call(&log, "log axis of steps");
    if log.clicked() {
        asked.log_x = !asked.log_x;
    }
    ui.separator();
    let mut strip = asked.in_pictures();
    let help = "Pictures and films show these curves along the bottom";
    if ui.checkbox(&mut strip, "in pictures").on_hover_text(help).changed() {
        asked.strip = Some(strip);
    }
}

/// A chip's name and what it stands for.
fn words(quantity: Quantity, scene: &Scene) -> (&str, &'static str) {
    let name = |index: usize| scene.objective.parameters.get(index).map_or("", String::as_str);
    match quantity {
        Quantity::Loss => (&scene.captions.loss, "The loss of each run"),
        Quantity::GradientNorm => {
            ("gradient norm", "Euclidean norm of the gradient that the step uses, noise included")
        }
        Quantity::LearningRate => ("learning rate", "The rate that the step uses, by its schedule"),
        Quantity::Parameter(index) => (name(index), "This parameter"),
        Quantity::Accuracy => {
            ("accuracy", "The share of all rows of data whose class the network finds, 0 to 1")
        }
        Quantity::Coordinate(index) => {
            (name(index), "Where the shadow of the weights lies along this axis of the plane")
        }
        Quantity::OffPlane => (
            "off plane",
            "Euclidean distance of the weights from the plane: what the surface does not show of the run",
        ),
        Quantity::ShadowLoss => (
            "shadow loss",
            "The loss of the run's shadow on the surface, to be held against its true loss",
        ),
        Quantity::Distance => (
            "distance",
            "Distance from the nearest known minimum, or else from the lowest point found",
        ),
        Quantity::SquaredDistance => {
            ("squared distance", "The squared error of the parameters: the distance squared")
        }
    }
}

/// A chart's name, and whether its axis is logarithmic.
fn heading(ui: &mut Ui, chart: &Chart, asked: &mut CurvesSpec, space: &Space) {
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let help =
                "Logarithmic axis; where values are negative, of what lies above the least one";
            let log = ui.add(egui::Button::selectable(chart.is_log, "log")).on_hover_text(help);
            desk::call(&log, format!("log axis of {}", space.name(chart.quantity)));
            if log.clicked() {
                asked.toggle_log(chart.quantity, space);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(chart.title()).strong()).truncate());
            });
        });
    });
}

/// Moves the playhead to a place of the axis.
fn scrub(session: &Session, count: f64, wishes: &mut Vec<Wish>) {
    if session.is_playing() {
        wishes.push(Wish::Do(Command::Pause));
    }
    wishes.push(Wish::Do(Command::Scrub(session.step_at(count).round().max(0.0))));
}

/// Round numbers of the part of the axis that is shown.
fn ticks_between(first: f64, last: f64, curves: &Curves, count: usize) -> Vec<(f64, String)> {
    let [start, end] = curves.ends();
    let times = (end - start) / (last - first).max(f64::MIN_POSITIVE);
    let all = curves.ticks((count.max(1) as f64 * times).min(1e5) as usize);
    all.into_iter().filter(|(place, _)| (first..=last).contains(place)).collect()
}

/// Grid lines of full strength: as if far apart.
fn marks(ticks: &[(f64, String)], span: f64) -> Vec<GridMark> {
    ticks.iter().map(|(value, _)| GridMark { value: *value, step_size: span }).collect()
}

fn place([count, value]: [f64; 2], curves: &Curves, chart: &Chart) -> [f64; 2] {
    let [low, high] = chart.span;
    [curves.place(count), low + chart.share(value) * (high - low)]
}

fn drawn<'a>(name: &str, line: &CurveLine, curves: &Curves, chart: &Chart) -> Line<'a> {
    let points = line.points.iter().filter(|[count, _]| curves.has_place(*count));
    let points = points.map(|point| PlotPoint::from(place(*point, curves, chart)));
    let points: Vec<PlotPoint> = points.collect();
    let drawn = Line::new(name, egui_plot::PlotPoints::Owned(points));
    let drawn = drawn.color(strength(line.style)).width(2.0);
    if line.style.dash.is_some() { drawn.style(LineStyle::dashed_loose()) } else { drawn }
}

/// A run that a film hides is faint here, too.
fn strength(style: PathStyle) -> Color32 {
    color32(style.color).gamma_multiply(0.25 + 0.75 * style.opacity)
}

/// Run, step and value under the pointer.
fn hover_text(at: &HoverPosition<'_>, curves: &Curves, chart: &Chart) -> Option<String> {
    match at {
        HoverPosition::NearDataPoint { plot_name, position, .. } if !plot_name.is_empty() => {
            let count = curves.count_at(position.x).round();
            let (what, value) = (curves.against.name(), chart.label(position.y));
            Some(format!("{plot_name}\n{what} {count}: {value}"))
        }
        _ => None,
    }
}
