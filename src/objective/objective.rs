//! The objective: a loss of two parameters with what is known about it.

use std::sync::Arc;

use super::compiled::Compiled;
use super::data::Data;
use super::domain::{Constant, Domain, HeightScale, Minimum};
use super::error::ObjectiveError;
use super::evaluator::{Evaluator, Rows};
use super::fit::Fit;
use super::landscape::Landscape;
use super::quantity::Quantity;
use crate::expr::{Graph, Scope, Tape, Variable, is_identifier, parse};

/// A loss surface: immutable once built, shared cheaply between threads.
#[derive(Clone, Debug)]
pub struct Objective {
    /// A short name: the library's, or the formula.
    pub name: String,
    /// The formula as a title shows it, such as `x^2 + y^2` or `y = a*x + b`.
    pub formula: String,
    /// One line about it.
    pub description: String,
    /// The names of the two parameters, the axes.
    pub parameters: Vec<String>,
    /// Where it is shown.
    pub domain: Domain,
    /// The height scale that suits it, where one is known; otherwise ask a [`Survey`](super::Survey).
    pub height: Option<HeightScale>,
    /// Known minima.
    pub minima: Vec<Minimum>,
    /// Points from which a descent is worth seeing.
    pub starts: Vec<[f64; 2]>,
    constants: Vec<Constant>,
    fit: Option<Fit>,
    pub(super) data: Arc<Data>,
    pub(super) rows: Option<Arc<Rows>>,
    /// What it is the loss of, if that is a network. Then there is no formula, and `compiled` is that of a hole.
    landscape: Option<Arc<Landscape>>,
    pub(super) compiled: Arc<Compiled>,
}

impl Objective {
    /// The loss of a formula in `x`, `y` and the constants.
    pub fn from_formula(
        formula: &str,
        domain: Domain,
        constants: Vec<Constant>,
    ) -> Result<Self, ObjectiveError> {
        let parameters = vec!["x".to_owned(), "y".to_owned()];
        let scope = scope(&parameters, &constants, &Data::default())?;
        let mut graph = Graph::new();
        let term = parse(formula, &scope, &mut graph)?;
        Ok(Self {
            name: formula.to_owned(),
            formula: formula.to_owned(),
            description: String::new(),
            domain: domain.checked(&parameters)?,
            parameters,
            height: None,
            minima: Vec::new(),
            starts: Vec::new(),
            constants,
            fit: None,
            data: Arc::default(),
            rows: None,
            landscape: None,
            compiled: Arc::new(Compiled::new(graph, term, None)),
        })
    }

    /// The loss of a network on a plane, whose coordinates are called `parameters`.
    pub fn from_landscape(
        landscape: Landscape,
        parameters: Vec<String>,
        domain: Domain,
    ) -> Result<Self, ObjectiveError> {
        let mut graph = Graph::new();
        let hole = graph.constant(f64::NAN);
        Ok(Self {
            name: "network".to_owned(),
            formula: String::new(),
            description: String::new(),
            domain: domain.checked(&parameters)?,
            parameters,
            height: None,
            minima: Vec::new(),
            starts: Vec::new(),
            constants: Vec::new(),
            fit: None,
            data: Arc::default(),
            rows: None,
            landscape: Some(Arc::new(landscape)),
            compiled: Arc::new(Compiled::new(graph, hole, None)),
        })
    }

    /// The mean distance of a model from data, as a function of the model's parameters.
    pub fn from_fit(
        fit: Fit,
        data: Data,
        domain: Domain,
        constants: Vec<Constant>,
    ) -> Result<Self, ObjectiveError> {
        let data = data.checked()?;
        let scope = scope(&fit.parameters, &constants, &data)?;
        let mut graph = Graph::new();
        let model = parse(&fit.model, &scope, &mut graph)?;
        let target = data.names.iter().position(|name| *name == fit.target);
        let target = target.and_then(|column| u16::try_from(column).ok()).ok_or_else(|| {
            ObjectiveError::UnknownTarget {
                target: fit.target.clone(),
                columns: data.names.clone(),
            }
        })?;
        let target = graph.variable(Variable::Column(target));
        let term = fit.metric.term(&mut graph, model, target);
        let formula = format!("{} = {}", fit.target, fit.model);
        Ok(Self {
            name: formula.clone(),
            description: format!("{} of {formula} over {} rows", fit.metric.name(), data.rows()),
            formula,
            domain: domain.checked(&fit.parameters)?,
            parameters: fit.parameters.clone(),
            height: None,
            minima: Vec::new(),
            starts: Vec::new(),
            constants,
            rows: Some(Arc::new(Rows::new(&data))),
            data: Arc::new(data),
            landscape: None,
            fit: Some(fit),
            compiled: Arc::new(Compiled::new(graph, term, Some(model))),
        })
    }

    /// The same network seen through another plane; `domain` has been [checked](Domain::checked).
    pub fn on_plane(&self, landscape: Landscape, parameters: Vec<String>, domain: Domain) -> Self {
        let landscape = Some(Arc::new(landscape));
        Self { parameters, domain, landscape, ..self.clone() }
    }

    /// The constants with their present values.
    pub fn constants(&self) -> &[Constant] {
        &self.constants
    }

    /// The values of the constants, in order.
    pub fn constant_values(&self) -> Vec<f64> {
        self.constants.iter().map(|constant| constant.value).collect()
    }

    /// The same objective with other values of its constants; nothing is compiled again. The known minima go, since they
    /// held for the former values.
    pub fn with_constants(&self, values: &[f64]) -> Result<Self, ObjectiveError> {
        if values.len() != self.constants.len() {
            return Err(ObjectiveError::ConstantCount {
                given: values.len(),
                wanted: self.constants.len(),
            });
        }
        let mut moved = self.clone();
        for (constant, value) in moved.constants.iter_mut().zip(values) {
            constant.value = *value;
            checked(constant)?;
        }
        if moved.constants != self.constants {
            moved.minima.clear();
        }
        Ok(moved)
    }

    /// The same objective over these rows of its data alone, in this order; nothing is compiled again. A formula has no
    /// rows, and stays as it is.
    pub fn over_rows(&self, rows: &[u32]) -> Self {
        if let Some(landscape) = &self.landscape {
            let part = Arc::new(landscape.over_rows(rows));
            return Self { landscape: Some(part), ..self.clone() };
        }
        if self.rows.is_none() {
            return self.clone();
        }
        let taken = |column: &Vec<f64>| rows.iter().map(|row| column[*row as usize]).collect();
        let data = Data {
            names: self.data.names.clone(),
            columns: self.data.columns.iter().map(taken).collect(),
        };
        Self { rows: Some(Arc::new(Rows::new(&data))), data: Arc::new(data), ..self.clone() }
    }

    /// What is fitted, if this is a fit.
    pub fn fit(&self) -> Option<&Fit> {
        self.fit.as_ref()
    }

    /// The data, if this is a fit.
    pub fn data(&self) -> Option<&Data> {
        self.fit.as_ref().map(|_| &*self.data)
    }

    /// The network and its plane, if this is the loss of one.
    pub fn landscape(&self) -> Option<&Arc<Landscape>> {
        self.landscape.as_ref()
    }

    /// Whether the loss is a mean over rows of data, of which a step may take some.
    pub fn has_data(&self) -> bool {
        self.fit.is_some() || self.landscape.is_some()
    }

    /// The number of terms whose mean is the loss: the data's rows, or 1.
    pub fn rows(&self) -> usize {
        match &self.landscape {
            Some(landscape) => landscape.network.rows(),
            None => self.rows.as_ref().map_or(1, |rows| rows.count),
        }
    }

    /// How much one evaluation costs, in terms of a formula: the rows, of a network more. For budgets.
    pub fn cost(&self) -> usize {
        self.landscape.as_ref().map_or(self.rows(), |landscape| landscape.cost()).max(1)
    }

    /// Scratch memory and programs for one run.
    pub fn evaluator(&self) -> Evaluator {
        if let Some(landscape) = &self.landscape {
            return Evaluator::of_landscape(landscape);
        }
        Evaluator::new(Arc::clone(&self.compiled), self.rows.clone(), &self.constant_values())
    }

    /// The loss at a point. For many points use [`Objective::evaluator`] or [`Objective::losses`].
    pub fn loss(&self, point: &[f64]) -> f64 {
        self.evaluator().loss(point)
    }

    /// Writes the gradient at a point and returns the loss there.
    pub fn gradient(&self, point: &[f64], gradient: &mut [f64]) -> f64 {
        self.evaluator().gradient(point, gradient)
    }

    /// The matrix of second derivatives at a point.
    pub fn hessian(&self, point: &[f64]) -> [[f64; 2]; 2] {
        self.evaluator().hessian(point)
    }

    /// Whether the second derivatives are the same at every point, as of the mean square error of a model that is linear
    /// in its parameters.
    pub fn is_quadratic(&self) -> bool {
        self.compiled.is_quadratic && self.landscape.is_none()
    }

    /// The loss's term in WGSL: `fn loss_term(p: vec2<f32>, row: u32) -> f32`; the loss is its mean over [`Objective::rows`].
    /// See [`wgsl_function`](crate::expr::wgsl_function) for what the including shader declares.
    pub fn wgsl(&self) -> String {
        self.wgsl_of(Quantity::Loss)
    }

    /// The loss's term with its derivatives by the two parameters:
    /// `fn gradient_term(p: vec2<f32>, row: u32) -> vec3<f32>`; loss and gradient are its means, as for [`Objective::wgsl`].
    pub fn gradient_wgsl(&self) -> String {
        let Compiled { graph, term, first: [by_x, by_y], .. } = &*self.compiled;
        crate::expr::wgsl_function(graph, &[*term, *by_x, *by_y], "gradient_term")
    }

    /// The data for the GPU, column after column: `column(c, row)` is `[c * rows + row]`. Empty for a formula.
    pub fn columns_f32(&self) -> Vec<f32> {
        self.data.columns.iter().flatten().map(|value| *value as f32).collect()
    }

    /// The same objective less a formula in parameters and constants.
    pub(super) fn less(&self, reference: &str, formula: String) -> Result<Self, ObjectiveError> {
        let scope = scope(&self.parameters, &self.constants, &Data::default())?;
        let mut graph = self.compiled.graph.clone();
        let reference = parse(reference, &scope, &mut graph)?;
        let term = graph.sub(self.compiled.term, reference);
        let compiled = Arc::new(Compiled::new(graph, term, self.compiled.model));
        Ok(Self { formula, minima: Vec::new(), height: None, compiled, ..self.clone() })
    }

    /// The one data column that the model reads, if it is exactly one: the axis of the fitted curve.
    pub fn input_column(&self) -> Option<&str> {
        match self.input_columns().as_slice() {
            [column] => self.data.names.get(*column).map(String::as_str),
            _ => None,
        }
    }

    fn input_columns(&self) -> Vec<usize> {
        let used = self.compiled.model.map(|model| self.compiled.graph.variables(model));
        let column = |variable| {
            if let Variable::Column(index) = variable { Some(usize::from(index)) } else { None }
        };
        used.into_iter().flatten().filter_map(column).collect()
    }

    /// The model's values at given inputs, for a fit with one input column ([`Objective::input_column`]).
    pub fn predict(&self, point: &[f64], inputs: &[f64]) -> Option<Vec<f64>> {
        let model = self.compiled.model?;
        let [input] = *self.input_columns().as_slice() else { return None };
        let tape = Tape::new(&self.compiled.graph, &[model]);
        let mut registers = tape.registers::<1>(&self.constant_values());
        for (index, value) in point.iter().enumerate() {
            tape.set_parameter(&mut registers, index, [*value]);
        }
        let mut predicted = |value: &f64| {
            tape.set_column(&mut registers, input, &[*value]);
            tape.run(&mut registers);
            tape.root(&registers, 0)[0]
        };
        Some(inputs.iter().map(&mut predicted).collect())
    }
}

/// The names that a formula may use; each name once.
fn scope(
    parameters: &[String],
    constants: &[Constant],
    data: &Data,
) -> Result<Scope, ObjectiveError> {
    if parameters.len() != 2 {
        return Err(ObjectiveError::ParameterCount(parameters.to_vec()));
    }
    constants.iter().try_for_each(checked)?;
    let constants: Vec<String> = constants.iter().map(|constant| constant.name.clone()).collect();
    if let Some(wrong) = parameters.iter().chain(&constants).find(|name| !is_identifier(name)) {
        return Err(ObjectiveError::NotAName(wrong.clone()));
    }
    let names: Vec<&String> = parameters.iter().chain(&constants).chain(&data.names).collect();
    if let Some((_, twice)) =
        names.iter().enumerate().find(|(place, name)| names[..*place].contains(name))
    {
        return Err(ObjectiveError::DuplicateName((*twice).clone()));
    }
    Ok(Scope { parameters: parameters.to_vec(), constants, columns: data.names.clone() })
}

fn checked(constant: &Constant) -> Result<(), ObjectiveError> {
    let Constant { ref name, value, min, max } = *constant;
    let valid = min.is_finite() && max.is_finite() && min < max && (min..=max).contains(&value);
    if valid {
        Ok(())
    } else {
        Err(ObjectiveError::Constant { name: name.clone(), value, min, max })
    }
}
