//! From `[loss]` or `[fit]` to the objective.

use std::sync::Arc;

use super::problem::constants;
use super::{
    FitSpec, LossSpec, NetworkSpec, Origin, Spec, SpecError, Spread, SyntheticSpec, ready,
};
use crate::expr::{Graph, Scope, parse};
use crate::io::{read_csv, read_csv_from};
use crate::objective::{
    Data, Domain, Fit, Inputs, Interval, Objective, ObjectiveError, Synthetic, library,
};

/// The loss of a spec that names none.
const DEFAULT_LOSS: &str = "rosenbrock";
/// The domain of a formula that is given none.
const FORMULA_ENDS: [f64; 2] = [-2.0, 2.0];
/// The domain of a fit's parameter that is given none.
const FIT_ENDS: [f64; 2] = [-5.0, 5.0];
/// Rows of synthetic data at most.
const MOST_ROWS: usize = 10_000_000;

impl Spec {
    /// Builds what is minimised; reads the data where it is a fit.
    pub fn objective(&self) -> Result<Arc<Objective>, SpecError> {
        let objective = match (&self.loss, &self.fit, &self.network) {
            (Some(loss), None, None) => loss.objective()?,
            (None, Some(fit), None) => fit.objective(&self.origin)?,
            (None, None, Some(network)) => network.objective(&self.origin)?,
            (None, None, None) => {
                library::find(DEFAULT_LOSS).map_err(|error| SpecError::new("", error))?.objective()
            }
            (_, fit, network) => {
                let key = if network.is_some() { "network" } else { "fit" };
                let message = match (fit, network) {
                    (Some(_), None) => "a scene has either a [loss] or a [fit], not both",
                    _ => "a scene has one of [loss], [fit] and [network], not several",
                };
                return Err(SpecError::new(key, message));
            }
        };
        Ok(Arc::new(objective))
    }

    /// The same as [`Spec::objective`], given the objective of a former spec: what is unchanged is not built again.
    pub(super) fn objective_after(
        &self,
        former: &Self,
        objective: &Arc<Objective>,
    ) -> Result<Arc<Objective>, SpecError> {
        // Another plane of the same network is found by the session, which has the paths.
        let is_same_network = match (&self.network, &former.network) {
            (Some(network), Some(before)) => network.is_same_network(before),
            (network, before) => network.is_none() && before.is_none(),
        };
        if is_same_network
            && (&self.loss, &self.fit, &self.origin) == (&former.loss, &former.fit, &former.origin)
        {
            if let (Some(network), Some(before), Some(landscape)) =
                (&self.network, &former.network, objective.landscape())
            {
                let has_read_files = network.has_plane_files_of(before);
                network.check_plane(&landscape.network, &self.origin, has_read_files)?;
            }
            return Ok(Arc::clone(objective));
        }
        if let (Some(loss), Some(before)) = (&self.loss, &former.loss)
            && loss.name.is_none()
            && *loss == (LossSpec { constants: loss.constants.clone(), ..before.clone() })
            && loss.constants.keys().eq(before.constants.keys())
            && constants(&loss.constants)
                .iter()
                .zip(objective.constants())
                .all(|(a, b)| (a.min, a.max) == (b.min, b.max))
        {
            let values: Vec<f64> = loss.constants.values().map(|constant| constant.value).collect();
            return Ok(Arc::new(
                objective.with_constants(&values).map_err(|error| loss.explain(error))?,
            ));
        }
        self.objective()
    }

    /// The known title of the loss, such as "Rosenbrock"; a formula or model has none.
    pub fn known_title(&self) -> Option<&'static str> {
        let name = match (&self.loss, &self.fit, &self.network) {
            (Some(loss), ..) => loss.name.as_deref()?,
            (None, None, None) => DEFAULT_LOSS,
            _ => return None,
        };
        library::find(name).ok().map(|entry| entry.title)
    }

    /// Takes all rows of data again, as a loss without data must.
    pub fn forget_batches(&mut self) {
        (self.runs.batch, self.surface.ghost) = (None, false);
    }

    /// Sets the ends of the domain along the first and the second axis, where given.
    pub fn set_domain(&mut self, x: Option<[f64; 2]>, y: Option<[f64; 2]>) {
        if let Some(fit) = &mut self.fit {
            for (name, ends) in fit.parameters.iter().zip([x, y]) {
                fit.domain.extend(ends.map(|ends| (name.clone(), ends)));
            }
        } else if let Some(NetworkSpec { plane, .. }) = &mut self.network {
            (plane.x, plane.y) = (x.or(plane.x), y.or(plane.y));
        } else if x.is_some() || y.is_some() {
            let default =
                || LossSpec { name: Some(DEFAULT_LOSS.to_owned()), ..LossSpec::default() };
            let loss = self.loss.get_or_insert_with(default);
            (loss.x, loss.y) = (x.or(loss.x), y.or(loss.y));
        }
    }
}

impl LossSpec {
    /// Whether `text` is a formula in `x` and `y`.
    pub fn is_formula(text: &str) -> bool {
        let scope = Scope { parameters: vec!["x".into(), "y".into()], ..Scope::default() };
        parse(text, &scope, &mut Graph::new()).is_ok()
    }

    fn objective(&self) -> Result<Objective, SpecError> {
        let found = match (&self.name, &self.formula) {
            (Some(_), Some(_)) => {
                let message = "a loss is either a `name` from the library or a `formula`, not both";
                return Err(SpecError::new("loss.formula", message));
            }
            (None, None) => {
                let message = "a loss needs a `name` from the library or a `formula`";
                return Err(SpecError::new("loss", message));
            }
            (None, Some(formula)) => {
                let domain = Domain::new(interval(FORMULA_ENDS), interval(FORMULA_ENDS));
                let domain = self.checked_domain(domain, &["x".to_owned(), "y".to_owned()])?;
                Objective::from_formula(formula, domain, constants(&self.constants))
                    .map_err(|error| self.explain(error))?
            }
            (Some(name), None) => {
                if let Some(constant) = self.constants.keys().next() {
                    let message = "a library loss has no constants; write its formula to name some";
                    return Err(SpecError::new(format!("loss.constants.{constant}"), message));
                }
                let entry =
                    library::find(name).map_err(|error| SpecError::new("loss.name", error))?;
                let mut objective = entry.objective();
                objective.domain = self.checked_domain(objective.domain, &objective.parameters)?;
                objective
            }
        };
        Ok(found)
    }

    fn checked_domain(&self, own: Domain, axes: &[String]) -> Result<Domain, SpecError> {
        let domain = Domain::new(self.x.map_or(own.x, interval), self.y.map_or(own.y, interval));
        domain.checked(axes).map_err(|error| self.explain(error))
    }

    fn explain(&self, error: ObjectiveError) -> SpecError {
        let key = match &error {
            ObjectiveError::Domain { axis, .. } => format!("loss.{axis}"),
            ObjectiveError::Constant { name, .. }
            | ObjectiveError::NotAName(name)
            | ObjectiveError::DuplicateName(name) => format!("loss.constants.{name}"),
            _ => "loss.formula".to_owned(),
        };
        SpecError::new(key, error)
    }
}

impl FitSpec {
    fn objective(&self, origin: &Origin) -> Result<Objective, SpecError> {
        if self.model.is_empty() {
            return Err(SpecError::new("fit.model", "a fit needs a `model`, such as \"a*x + b\""));
        }
        let [x, y] = [0, 1].map(|axis| {
            let name = self.parameters.get(axis);
            interval(name.and_then(|name| self.domain.get(name)).copied().unwrap_or(FIT_ENDS))
        });
        if let Some(name) = self.domain.keys().find(|name| !self.parameters.contains(name)) {
            let message = format!("`{name}` is no parameter of this fit, so it has no domain");
            return Err(SpecError::new(format!("fit.domain.{name}"), message));
        }
        let fit = Fit {
            model: self.model.clone(),
            parameters: self.parameters.clone(),
            target: self.target.clone(),
            metric: self.metric,
        };
        let data = self.data(origin)?;
        Objective::from_fit(fit, data, Domain::new(x, y), constants(&self.constants))
            .map_err(|error| self.explain(error))
    }

    fn data(&self, origin: &Origin) -> Result<Data, SpecError> {
        match (&self.data, &self.synthetic) {
            (Some(_), Some(_)) => Err(SpecError::new(
                "fit.data",
                "a fit has either `data` or [fit.synthetic], not both",
            )),
            (None, None) => {
                let message =
                    "a fit needs data: a CSV file as `data` (--data FILE.csv), or [fit.synthetic]";
                Err(SpecError::new("fit", message))
            }
            (None, Some(synthetic)) => self.made(synthetic),
            (Some(path), None) => {
                let file = match origin {
                    Origin::Ready => path.clone(),
                    Origin::Folder(folder) => folder.join(path),
                };
                // A ready scene that was saved elsewhere still means the data that are built in.
                let means_built_in = match origin {
                    Origin::Ready => path.is_relative(),
                    Origin::Folder(_) => path.starts_with(ready::DATA_FOLDER) && !file.exists(),
                };
                let read = match ready::data(path).filter(|_| means_built_in) {
                    Some(text) => read_csv_from(text.as_bytes(), path),
                    None => read_csv(&file),
                };
                read.map_err(|error| SpecError::new("fit.data", error))
            }
        }
    }

    /// Data from the model's own formula; constants are as they stand.
    fn made(&self, synthetic: &SyntheticSpec) -> Result<Data, SpecError> {
        let SyntheticSpec { rows, x, range, ref truth, noise, seed } = *synthetic;
        if !(1..=MOST_ROWS).contains(&rows) {
            let message = format!("synthetic data has 1 to {MOST_ROWS} rows, not {rows}");
            return Err(SpecError::new("fit.synthetic.rows", message));
        }
        if !(range[0] <= range[1] && (range[1] - range[0]).is_finite()) {
            let message = format!(
                "the inputs run from {} to {}: give a finite rising range",
                range[0], range[1]
            );
            return Err(SpecError::new("fit.synthetic.range", message));
        }
        let range = interval(range);
        let true_value = |name: &String| {
            let message = || {
                format!("the true value of `{name}` is missing: write truth = {{ {name} = ... }}")
            };
            truth.get(name).copied().ok_or_else(|| SpecError::new("fit.synthetic.truth", message()))
        };
        let mut values = self.parameters.iter().map(true_value).collect::<Result<Vec<_>, _>>()?;
        values.extend(self.constants.values().map(|constant| constant.value));
        let made = Synthetic {
            input: "x".to_owned(),
            target: self.target.clone(),
            inputs: match x {
                Spread::Linspace => Inputs::Linspace { range, count: rows },
                Spread::Uniform => Inputs::Uniform { range, count: rows },
            },
            model: self.model.clone(),
            parameters: self.parameters.iter().chain(self.constants.keys()).cloned().collect(),
            truth: values,
            noise,
            seed,
        };
        made.generate().map_err(|error| self.explain(error))
    }

    fn explain(&self, error: ObjectiveError) -> SpecError {
        let key = match &error {
            ObjectiveError::Formula(_) => "fit.model".to_owned(),
            ObjectiveError::Domain { axis, .. } => format!("fit.domain.{axis}"),
            ObjectiveError::Constant { name, .. } => format!("fit.constants.{name}"),
            ObjectiveError::UnknownTarget { .. } => "fit.target".to_owned(),
            ObjectiveError::Noise(_) => "fit.synthetic.noise".to_owned(),
            ObjectiveError::NoRows | ObjectiveError::Ragged => "fit.data".to_owned(),
            _ => "fit.parameters".to_owned(),
        };
        SpecError::new(key, error)
    }
}

fn interval([min, max]: [f64; 2]) -> Interval {
    Interval { min, max }
}
