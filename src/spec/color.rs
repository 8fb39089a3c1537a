//! What the colours of the surface are asked to show.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Spec, SpecError, SurfaceSpec};
use crate::objective::{Objective, Quantity};
use crate::scene::{ColorScale, Colormap};

/// What the colours of the surface show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColorBy {
    /// The height.
    #[default]
    Height,
    /// The norm of the gradient.
    GradientNorm,
    /// The largest eigenvalue of the Hessian.
    Curvature,
    /// The condition number of the Hessian.
    ConditionNumber,
    /// The loss less the reference.
    Residual,
}

impl ColorBy {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Height, Self::GradientNorm, Self::Curvature, Self::ConditionNumber, Self::Residual];

    /// The name in scene files and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Height => "height",
            Self::GradientNorm => "gradient-norm",
            Self::Curvature => "curvature",
            Self::ConditionNumber => "condition-number",
            Self::Residual => "residual",
        }
    }

    /// What it is called beside its colours.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Height => "f",
            Self::GradientNorm => "|∇f|",
            Self::Curvature => "λ max",
            Self::ConditionNumber => "κ",
            Self::Residual => "f − g",
        }
    }
}

/// What colours show besides the height: whose quantity, and which.
#[derive(Clone, Debug)]
pub struct Shade {
    /// The loss, or the loss less the reference.
    pub objective: Arc<Objective>,
    /// What is evaluated.
    pub quantity: Quantity,
}

impl SurfaceSpec {
    /// The colour map: the one asked for, or else one that suits what the colours show.
    pub fn colormap(&self) -> Colormap {
        let suitable = match self.color_by {
            ColorBy::Residual => Colormap::Coolwarm,
            _ => Colormap::Viridis,
        };
        self.colormap.unwrap_or(suitable)
    }

    /// Whether the two ask for other colours of one loss.
    pub fn differs_in_color(&self, other: &Self) -> bool {
        let color = |surface: &Self| (surface.color_by, surface.color_scale);
        let reference = |surface: &Self| {
            surface.reference.clone().filter(|_| surface.color_by == ColorBy::Residual)
        };
        color(self) != color(other) || reference(self) != reference(other)
    }
}

impl Spec {
    /// What the colours show, if not the height.
    pub(crate) fn shade(&self, objective: &Arc<Objective>) -> Result<Option<Shade>, SpecError> {
        let surface = &self.surface;
        let of_loss = |quantity| Shade { objective: Arc::clone(objective), quantity };
        if surface.color_scale.is_some() && surface.color_by == ColorBy::Height {
            let message = "the colours of the height follow the scale of `height`; `color_scale` goes with another `color_by`";
            return Err(SpecError::new("surface.color_scale", message));
        }
        Ok(Some(match surface.color_by {
            ColorBy::Height => return Ok(None),
            ColorBy::GradientNorm => of_loss(Quantity::GradientNorm),
            ColorBy::Curvature => of_loss(Quantity::Curvature),
            ColorBy::ConditionNumber => of_loss(Quantity::ConditionNumber),
            ColorBy::Residual => self.residual(objective)?,
        }))
    }

    fn residual(&self, objective: &Arc<Objective>) -> Result<Shade, SpecError> {
        let surface = &self.surface;
        if surface.color_scale == Some(ColorScale::Log) {
            let message =
                "a residual has two signs, so its colours are linear: leave `color_scale` out";
            return Err(SpecError::new("surface.color_scale", message));
        }
        if objective.landscape().is_some() {
            let message = "a network's loss has no formula that it could be compared with; leave `residual` out";
            return Err(SpecError::new("surface.color_by", message));
        }
        let names = objective.parameters.join(" and ");
        let Some(reference) = &surface.reference else {
            let message = format!(
                "a residual needs what the loss is compared with: `reference`, a formula in {names}"
            );
            return Err(SpecError::new("surface.color_by", message));
        };
        let residual = objective
            .minus(reference)
            .map_err(|error| SpecError::new("surface.reference", error))?;
        Ok(Shade { objective: Arc::new(residual), quantity: Quantity::Loss })
    }

    /// Shows the height again, as colours that compare the loss with the reference of another must.
    pub fn forget_reference(&mut self) {
        if self.surface.color_by == ColorBy::Residual {
            (self.surface.color_by, self.surface.reference) = (ColorBy::Height, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn error_of(surface: &str) -> SpecError {
        let text = format!("loss.name = 'booth'\n[surface]\n{surface}\n");
        let (spec, source) = Spec::from_toml("f.toml", &text, Origin::default()).unwrap();
        source.locate(spec.resolve().err().unwrap())
    }

    #[test]
    fn mistakes_have_their_line() {
        for (surface, line, part) in [
            ("color_by = 'residual'", 3, "a formula in x and y"),
            ("color_by = 'residual'\nreference = 'x + q'", 4, "q"),
            ("color_by = 'residual'\nreference = 'x +'", 4, "^"),
            ("color_by = 'residual'\nreference = 'x'\ncolor_scale = 'log'", 5, "two signs"),
            ("color_scale = 'log'", 3, "`height`"),
        ] {
            let error = error_of(surface);
            assert_eq!(error.place.as_ref().map(|p| p.line), Some(line), "{surface}: {error}");
            assert!(error.message.contains(part), "{surface}: {error}");
        }
        let text = "[surface]\ncolor_by = 'gradientnorm'\n";
        let error = Spec::from_toml("f.toml", text, Origin::default()).unwrap_err();
        assert!(error.message.contains("did you mean `gradient-norm`?"), "{error}");
    }

    #[test]
    fn a_residual_diverges_unless_another_map_is_asked_for() {
        let plain = SurfaceSpec { color_by: ColorBy::Residual, ..SurfaceSpec::default() };
        assert_eq!(plain.colormap(), Colormap::Coolwarm);
        let asked = SurfaceSpec { colormap: Some(Colormap::Viridis), ..plain };
        assert_eq!(asked.colormap(), Colormap::Viridis);
        assert_eq!(SurfaceSpec::default().colormap(), Colormap::Viridis);
    }
}
