//! The scene: everything that one picture of the session shows.

use std::sync::Arc;

use super::Session;
use super::track::Track;
use crate::objective::Objective;
use crate::scene::flight::Look;
use crate::scene::{
    Captions, Color, LegendEntry, LowerThird, PathStyle, Scene, ShownPath, Style, World, markup,
    run_colors,
};
use crate::spec::{RunSpec, Spec};

/// What the colour of a further run of one optimizer is mixed with.
const WHITE: Color = Color([255, 255, 255]);
/// Dashes of the second and third run of one optimizer, pixels at 1280 wide.
const DASHES: [[f32; 2]; 2] = [[14.0, 7.0], [5.0, 6.0]];

impl Session {
    /// Everything that the picture shows now.
    pub fn scene(&self) -> Scene {
        let styles = self.path_styles();
        let style_of = |track: &Track| styles[track.plan.run];
        let placed = self.placed_marks(&styles);
        let world = World { rise: self.look().map_or(1.0, |look| look.rise), ..self.world() };
        let camera = self.shown_camera();
        let scene = Scene {
            objective: Arc::clone(&self.objective),
            grid: self.grid,
            ghost: self.ghost.as_ref().map(|ghost| Arc::clone(&ghost.objective)),
            quiver: self.shown_quiver(&world, &camera),
            world,
            style: self.film_style(),
            camera,
            tint: self.tint.clone(),
            rail: self.film.rail.clone(),
            contours: self.shown_contours(),
            paths: self
                .tracks
                .iter()
                .map(|track| self.shown_path(track, style_of(track)))
                .collect(),
            stems: self.shown_stems(&styles),
            clouds: self
                .tracks
                .iter()
                .flat_map(|track| track.generations.clouds(style_of(track)))
                .collect(),
            swarm: self.shown_swarm(&styles),
            marks: placed.marks,
            vectors: self.vectors.arrows.iter().chain(&self.probing.arrows).cloned().collect(),
            probe: self.probing.shown.clone(),
            sections: self.shown_sections(),
            lines: self.lines(),
            legend: self.legend(&styles),
            mark_legend: placed.legend,
            fit: self.fit_plot(&styles),
            curves: self.shown_curves(&styles),
            captions: Captions { marks: placed.caption, ..self.captions() },
        };
        self.turned(scene, &styles)
    }

    /// What the loss is called by itself: the metric of a fit.
    pub fn loss_name(&self) -> &'static str {
        loss_name(&self.objective)
    }

    /// Colour and dash of each `[[run]]`.
    pub fn path_styles(&self) -> Vec<PathStyle> {
        let mut styles = path_styles(&self.spec, &self.style);
        let strengths = self.look().map_or(&[][..], |look| &look.runs);
        styles.iter_mut().zip(strengths).for_each(|(style, strength)| style.opacity *= *strength);
        styles
    }

    fn shown_path(&self, track: &Track, style: PathStyle) -> ShownPath {
        ShownPath { path: Arc::clone(&track.path), style, shown_sample: track.row_at(self.step()) }
    }

    /// One entry for each `[[run]]`; with several starts, it says the lowest loss among them. A swarm has its own.
    fn legend(&self, styles: &[PathStyle]) -> Vec<LegendEntry> {
        if let Some(swarm) = &self.swarm {
            return self.swarm_legend(swarm, styles);
        }
        let specs = self.spec.run.iter().flatten();
        let runs = specs.zip(self.run_labels()).zip(styles).enumerate();
        let entry = |(index, ((run, label), style)): (usize, ((&RunSpec, String), &PathStyle))| {
            let tracks = || self.tracks.iter().filter(move |track| track.plan.run == index);
            let losses = tracks().filter_map(|track| Some((self.loss_now(track)?, track)));
            let best = losses.min_by(|(a, _), (b, _)| a.total_cmp(b));
            let starts = tracks().count();
            LegendEntry {
                style: *style,
                label: if starts > 1 { format!("{label}  (best of {starts})") } else { label },
                loss: best.map(|(loss, _)| loss),
                note: tracks().filter(|track| self.is_past(track)).find_map(Track::note),
                tuned: run.tuned.clone(),
                off_plane: best
                    .and_then(|(_, track)| track.off_plane(self.step()))
                    .map(|off| off.words()),
            }
        };
        runs.map(entry).collect()
    }

    /// The loss of the run's last row at or before the playhead.
    fn loss_now(&self, track: &Track) -> Option<f64> {
        let index = track.trajectory.index_at(self.step() as u64)?;
        track.trajectory.losses().get(index).copied()
    }

    /// Whether the playhead has reached the end of the run.
    fn is_past(&self, track: &Track) -> bool {
        let end = track.left_at.unwrap_or(track.last_step());
        track.is_complete() && self.step() >= end as f64
    }

    /// The step counter, and what the net over the surface is, where there is one.
    fn step_caption(&self) -> String {
        let counter = match self.length() {
            0 => String::new(),
            length => {
                let many = self.swarm_caption();
                format!("step {} / {length}{many}", self.step().floor())
            }
        };
        let Some(ghost) = &self.ghost else { return counter };
        let net = format!(
            "net: {} of this step's {} rows",
            loss_name(&self.objective),
            ghost.objective.rows()
        );
        format!("{counter}   {net}").trim_start().to_owned()
    }

    /// What the film changes in the look, while it is shown.
    pub(super) fn look(&self) -> Option<&Look> {
        self.film.shot.as_ref().map(|shot| &shot.look)
    }

    pub(super) fn film_style(&self) -> Style {
        let style = self.style.clone();
        let Some(look) = self.look() else { return style };
        Style {
            opacity: look.opacity.unwrap_or(style.opacity),
            iso_lines: look.iso_lines.unwrap_or(style.iso_lines),
            iso_strength: look.iso_strength,
            ..style
        }
    }

    fn captions(&self) -> Captions {
        let objective = &self.objective;
        let view = &self.spec.view;
        let own = || [0, 1].map(|k| objective.parameters.get(k).map_or("", String::as_str));
        let keyed = self.look().and_then(|look| look.title.as_ref());
        let title = keyed.map_or_else(|| title(&self.spec, objective), |title| title.text.as_str());
        let is_formula = title == objective.formula;
        // What a network is, is said in words, whose hyphens are no minus signs.
        let written = |text: &str| match objective.landscape() {
            Some(_) => markup::verbatim(text),
            None => markup::formula(text),
        };
        let nowhere =
            self.field.map_or(self.survey.finite_share, |field| field.finite_share) == 0.0;
        Captions {
            title: if is_formula { written(title) } else { title.to_owned() },
            subtitle: if keyed.is_some() {
                String::new()
            } else if is_formula {
                objective.description.clone()
            } else {
                written(&objective.formula)
            },
            axes: view.axes.clone().unwrap_or_else(|| own().map(markup::name)),
            loss: view.loss_name.clone().unwrap_or_else(|| loss_name(objective).to_owned()),
            plane: self.plane_caption(),
            plane_warning: self.plane_warning(),
            rings: self.ring_caption(),
            step: self.step_caption(),
            vectors: self.vectors_caption(),
            shows_color_bar: true,
            marks: String::new(),
            contours: self.contour_note().unwrap_or_default().to_owned(),
            critical: self.critical_caption(),
            title_strength: keyed.map_or(1.0, |title| title.strength),
            closeness: self.look().map_or(0.0, |look| look.closeness),
            lower_third: self.look().map_or_else(LowerThird::default, |look| LowerThird {
                text: look.text.clone().filter(|text| !text.text.is_empty()),
                counter: look.counter,
            }),
            warning: nowhere.then(|| "the loss is not a number anywhere in this domain".to_owned()),
        }
    }
}

/// Colour and dash of each `[[run]]`: optimizers take colours in turn; a further run of the same optimizer takes its hue,
/// lighter, with another dash.
pub(super) fn path_styles(spec: &Spec, style: &Style) -> Vec<PathStyle> {
    let colors = run_colors(style.colormap, style.theme);
    let mut seen: Vec<(&str, usize, Color)> = Vec::new();
    let mut styles = Vec::new();
    for run in spec.run.iter().flatten() {
        let method = run.optimizer.table().name;
        let next = colors[seen.len() % colors.len()];
        let index = seen.iter().position(|(name, ..)| *name == method).unwrap_or_else(|| {
            seen.push((method, 0, run.color.unwrap_or(next)));
            seen.len() - 1
        });
        let (_, count, base) = &mut seen[index];
        let lighter = base.mix(WHITE, (0.45 * *count as f32).min(0.75));
        let dash = count.checked_sub(1).map(|k| DASHES[k % DASHES.len()]);
        *count += 1;
        let line = PathStyle { dash, ..PathStyle::solid(run.color.unwrap_or(lighter)) };
        styles.push(run.look.dress(line));
    }
    styles
}

/// What the picture is called: by the spec, or else by what is minimised.
pub(super) fn title<'a>(spec: &'a Spec, objective: &'a Objective) -> &'a str {
    spec.title.as_deref().or(spec.known_title()).unwrap_or(&objective.formula)
}

/// What the loss is called: the metric of a fit.
pub(super) fn loss_name(objective: &Objective) -> &'static str {
    objective.fit().map_or("loss", |fit| fit.metric.name())
}
