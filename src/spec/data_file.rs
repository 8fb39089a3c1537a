//! A CSV file that is to be learned: by the network or the model that is there, or else by a straight line.

use std::collections::BTreeMap;
use std::path::Path;

use super::{FitSpec, Spec, SpecError};
use crate::expr::is_identifier;
use crate::io::read_csv;
use crate::objective::Data;

/// Names for slope and intercept, the first that no column has.
const PARAMETERS: [[&str; 2]; 3] = [["a", "b"], ["slope", "intercept"], ["theta1", "theta2"]];

impl Spec {
    /// The spec with this file as the data of its network, or else of its fit. The model of a fit stays if the file has its columns and its target;
    /// otherwise the spec has a straight line in the first two columns of numbers instead, over a domain around its least squares.
    pub fn with_data(&self, path: &Path) -> Result<Self, SpecError> {
        if let Some(network) = &self.network {
            let mut network = network.clone();
            let file = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
            network.learn_file(&file, &self.origin)?;
            let spec = Self { network: Some(network), ..self.clone() };
            spec.objective()?;
            return Ok(spec);
        }
        let data = read_csv(path).map_err(|error| SpecError::new("fit.data", error))?;
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let mut spec = self.clone();
        if let Some(fit) = &mut spec.fit {
            (fit.data, fit.synthetic) = (Some(path.clone()), None);
            if spec.objective().is_ok() {
                return Ok(spec);
            }
        }
        let mut fit = line_through(&data)?;
        fit.data = Some(path);
        (spec.loss, spec.fit) = (None, Some(fit));
        spec.forget_batches();
        Ok(spec)
    }
}

/// A straight line in the first two columns.
fn line_through(data: &Data) -> Result<FitSpec, SpecError> {
    let [input, target] = &data.names[..2.min(data.names.len())] else {
        let message = "one column of numbers is no data for a fit; it needs an input and a target";
        return Err(SpecError::new("fit.data", message));
    };
    if !is_identifier(input) {
        let message = format!(
            "the column `{input}` cannot stand in a formula; name it with letters, digits and _"
        );
        return Err(SpecError::new("fit.data", message));
    }
    let is_free =
        |names: &&[&str; 2]| !data.names.iter().any(|column| names.contains(&column.as_str()));
    let Some(names) = PARAMETERS.iter().find(is_free) else {
        let message = "the columns have all names that a straight line's parameters could have; rename `theta1`";
        return Err(SpecError::new("fit.data", message));
    };
    let [slope, intercept] = names.map(str::to_owned);
    let domain = domain_of(&data.columns[0], &data.columns[1]);
    Ok(FitSpec {
        model: format!("{slope}*{input} + {intercept}"),
        domain: BTreeMap::from([(slope.clone(), domain[0]), (intercept.clone(), domain[1])]),
        parameters: vec![slope, intercept],
        target: target.clone(),
        ..FitSpec::default()
    })
}

/// Slopes and intercepts around those of least squares, as far as the data are spread.
fn domain_of(x: &[f64], y: &[f64]) -> [[f64; 2]; 2] {
    let rows = x.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / rows;
    let (mean_x, mean_y) = (mean(x), mean(y));
    let product = |a: &[f64], mean_a: f64, b: &[f64], mean_b: f64| {
        a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / rows
    };
    let variance = product(x, mean_x, x, mean_x);
    let covariance = product(x, mean_x, y, mean_y);
    let slope = if variance > 0.0 { covariance / variance } else { 0.0 };
    let intercept = mean_y - slope * mean_x;
    let (spread_x, spread_y) = (variance.sqrt(), product(y, mean_y, y, mean_y).sqrt());
    // The loss rises alike on both axes: a step of the slope counts as much as the inputs are far from zero.
    let reach = [intercept.abs(), 2.0 * spread_y].into_iter().fold(0.0, f64::max);
    let far = mean_x.abs().max(spread_x);
    let slope_reach = if far > 0.0 { (2.0 * spread_y / far).max(slope.abs()) } else { reach };
    [round_ends(slope, slope_reach), round_ends(intercept, reach)]
}

/// The ends of an interval around a value, in one or two digits.
fn round_ends(middle: f64, reach: f64) -> [f64; 2] {
    let reach = if reach.is_finite() && reach > 0.0 { reach } else { 1.0 };
    let exponent = reach.log10().floor();
    let unit = 10f64.powf(exponent);
    // Through text, so that each end is the double nearest to its decimal digits.
    let end = |digits: f64| format!("{digits}e{exponent}").parse().unwrap_or(digits * unit);
    [end(((middle - reach) / unit).floor()), end(((middle + reach) / unit).ceil())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    fn fit_of(text: &str) -> FitSpec {
        Spec::default().with_data(file(text).path()).unwrap().fit.unwrap()
    }

    #[test]
    fn a_straight_line_is_proposed_around_its_least_squares() {
        // y = 3 x + 1000: of a scale that no fixed domain would fit.
        let fit = fit_of("t,height\n100,1300\n200,1600\n300,1900\n");
        assert_eq!((fit.model.as_str(), fit.target.as_str()), ("a*t + b", "height"));
        let [a, b] = ["a", "b"].map(|name| fit.domain[name]);
        assert!(a[0] < 3.0 && 3.0 < a[1] && a[1] - a[0] < 10.0, "{a:?}");
        assert_eq!(b, [0.0, 2000.0]);
    }

    #[test]
    fn columns_of_words_are_passed_over() {
        let fit = fit_of("who,t,height\nAda,1,2\nEmmy,2,3\n");
        assert_eq!((fit.model.as_str(), fit.target.as_str()), ("a*t + b", "height"));
    }

    #[test]
    fn odd_data_have_a_domain_too() {
        for text in ["x,y\n1,2\n", "x,y\n0,0\n0,0\n", "x,y\n3,1\n3,5\n", "x,y\n1,4\n2,4\n"] {
            let domain = fit_of(text).domain;
            assert!(
                domain.values().all(|[min, max]| min < max && (max - min).is_finite()),
                "{domain:?}"
            );
        }
    }

    #[test]
    fn parameters_do_not_take_the_names_of_columns() {
        assert_eq!(fit_of("a,y\n1,2\n2,3\n").model, "slope*a + intercept");
    }

    #[test]
    fn the_model_stays_where_its_columns_are() {
        let fit = FitSpec {
            model: "a*x^2 + b".to_owned(),
            parameters: vec!["a".to_owned(), "b".to_owned()],
            ..FitSpec::default()
        };
        let spec = Spec { fit: Some(fit), ..Spec::default() };
        let model = |text: &str| spec.with_data(file(text).path()).unwrap().fit.unwrap().model;
        assert_eq!(model("x,y\n1,2\n2,3\n"), "a*x^2 + b");
        assert_eq!(model("u,y\n1,2\n2,3\n"), "a*u + b", "no column x");
        assert_eq!(model("x,z\n1,2\n2,3\n"), "a*x + b", "no target y");
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let message =
            |text: &str| Spec::default().with_data(file(text).path()).unwrap_err().message;
        assert!(message("x\n1\n").contains("an input and a target"));
        assert!(message("a b,y\n1,2\n").contains("`a b` cannot stand in a formula"));
        assert!(message("x,y\n1,2\n2,two\n").contains("line 3, column 2"));
    }
}
