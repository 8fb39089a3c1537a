//! What a probe reads, in words, and what is drawn of it.

use super::{Guide, TangentPlane};
use crate::objective::{Domain, Expansion};

/// The point that is read, and what is drawn there besides its mark and its arrows.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownProbe {
    /// The loss near the point.
    pub expansion: Expansion,
    /// Names and numbers, from top to bottom.
    pub lines: Vec<[String; 2]>,
    /// Why something that was asked for cannot be drawn.
    pub note: Option<String>,
    /// The piece of the tangent plane.
    pub plane: Option<TangentPlane>,
    /// The tangent lines.
    pub tangents: Vec<Guide>,
}

/// Names and numbers of what a probe reads. `names` are those of the two parameters and of the loss; `number` writes one.
pub fn read_out(
    expansion: &Expansion,
    names: [&str; 3],
    domain: Domain,
    number: &dyn Fn(f64) -> String,
) -> Vec<[String; 2]> {
    let line = |name: &str, value: String| [name.to_owned(), value];
    let pair = |[x, y]: [f64; 2]| format!("({}, {})", number(x), number(y));
    let mut lines = vec![
        line(names[0], number(expansion.point[0])),
        line(names[1], number(expansion.point[1])),
        line(names[2], number(expansion.loss)),
    ];
    let curvature = expansion.curvature();
    if expansion.is_smooth() {
        lines.push(line("gradient", pair(expansion.gradient)));
        lines.push(line("gradient norm", number(expansion.gradient_norm())));
    }
    if expansion.is_smooth() && curvature.is_finite() {
        for (k, (value, vector)) in curvature.values.iter().zip(curvature.vectors).enumerate() {
            let value = format!("{} along {}", number(*value), pair(vector));
            lines.push(line(&format!("eigenvalue {}", k + 1), value));
        }
        lines.push(line("condition", number(curvature.condition())));
    }
    lines.push(line("kind", kind_of(expansion, domain).to_owned()));
    lines
}

/// What kind of point it is, in a word or two.
pub fn kind_of(expansion: &Expansion, domain: Domain) -> &'static str {
    match expansion.kind(domain) {
        Some(kind) => kind.name(),
        None if !expansion.loss.is_finite() => "hole: no loss here",
        None if !expansion.is_smooth() => "cusp: no gradient here",
        None => "slope",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Objective;

    fn words(formula: &str, point: [f64; 2]) -> Vec<String> {
        let domain = Domain::square(-2.0, 2.0);
        let objective = Objective::from_formula(formula, domain, Vec::new()).unwrap();
        let expansion = Expansion::at(point, &mut objective.evaluator());
        let lines = read_out(&expansion, ["x", "y", "loss"], domain, &|value| value.to_string());
        lines.into_iter().map(|[name, value]| format!("{name} {value}")).collect()
    }

    #[test]
    fn a_slope_is_read_in_full() {
        assert_eq!(
            words("x^2 - 3*y^2", [1.0, 0.5]),
            [
                "x 1",
                "y 0.5",
                "loss 0.25",
                "gradient (2, -3)",
                "gradient norm 3.605551275463989",
                "eigenvalue 1 -6 along (0, 1)",
                "eigenvalue 2 2 along (1, 0)",
                "condition 3",
                "kind slope",
            ]
        );
        assert_eq!(words("x^2 - 3*y^2", [0.0; 2]).last().unwrap(), "kind saddle");
    }

    #[test]
    fn holes_and_cusps_are_said() {
        assert_eq!(words("log(x)", [-1.0, 0.0])[2..], ["loss NaN", "kind hole: no loss here"]);
        let cone = words("sqrt(x^2 + y^2)", [0.0; 2]);
        assert_eq!(cone[2..], ["loss 0", "kind cusp: no gradient here"]);
    }
}
