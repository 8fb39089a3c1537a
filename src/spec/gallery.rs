//! Further losses beside the scene's own, all seen by one camera.

use serde::{Deserialize, Serialize};

use super::{LossSpec, Spec, SpecError};
use crate::objective::library;

/// Further losses at most; of more, none could be read.
const MOST_LOSSES: usize = 24;

/// Further losses, each in a pane of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GallerySpec {
    /// Formulas, or names from the library, over the domain of the scene's own loss.
    pub losses: Vec<String>,
    /// Panes in a row; `None` takes what suits their number.
    pub columns: Option<usize>,
}

impl Spec {
    /// The spec of each loss of the gallery: it differs from this one in what is minimised, and has neither a film nor many
    /// starts.
    pub fn gallery_specs(&self) -> Result<Vec<Self>, SpecError> {
        let wrong =
            |key: &str, message: String| Err(SpecError::new(format!("gallery.{key}"), message));
        if self.gallery.losses.len() > MOST_LOSSES {
            let count = self.gallery.losses.len();
            return wrong(
                "losses",
                format!("a gallery has at most {MOST_LOSSES} losses, not {count}"),
            );
        }
        if self.gallery.columns == Some(0) {
            return wrong("columns", "a gallery has at least 1 column".to_owned());
        }
        Ok(self.gallery.losses.iter().map(|loss| self.of_loss(loss)).collect())
    }

    fn of_loss(&self, text: &str) -> Self {
        let own = self.loss.clone().unwrap_or_default();
        let known = library::find(text).is_ok();
        let loss = LossSpec {
            name: known.then(|| text.to_owned()),
            formula: (!known).then(|| text.to_owned()),
            x: own.x,
            y: own.y,
            ..LossSpec::default()
        };
        let plain = Self::default();
        Self {
            title: None,
            loss: Some(loss),
            fit: None,
            network: None,
            line: Vec::new(),
            tune: plain.tune,
            swarm: None,
            flight: None,
            gallery: GallerySpec::default(),
            ..self.clone()
        }
    }
}
