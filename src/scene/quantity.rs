//! What a curve shows of a run, and which quantities there are: a network has others than a loss of two parameters.

use crate::objective::Objective;

/// A quantity of a run, one number a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The loss; of a network that of the run's own weights, not of their shadow.
    Loss,
    /// The share of all rows of data whose class a network finds, 0 to 1.
    Accuracy,
    /// The Euclidean norm of the gradient that the step uses, over all parameters.
    GradientNorm,
    /// The learning rate that the step uses; methods without one have no line.
    LearningRate,
    /// The parameter of this index.
    Parameter(usize),
    /// The coordinate of this index, 0 or 1, of the shadow on the plane.
    Coordinate(usize),
    /// The Euclidean distance of a network's weights from the plane.
    OffPlane,
    /// The loss of the shadow, which lies on the surface.
    ShadowLoss,
    /// The Euclidean distance from the nearest minimum.
    Distance,
    /// Its square: the squared error of the parameters.
    SquaredDistance,
}

impl Quantity {
    /// Whether its values spread over powers of ten, unless someone wants another axis.
    pub fn is_log_by_default(self) -> bool {
        use Quantity::{Distance, GradientNorm, Loss, ShadowLoss, SquaredDistance};
        matches!(self, Loss | GradientNorm | ShadowLoss | Distance | SquaredDistance)
    }

    /// Whether it is measured from the minima.
    pub fn is_distance(self) -> bool {
        matches!(self, Self::Distance | Self::SquaredDistance)
    }

    /// Whether it is read off the plane of a network: another plane gives other values.
    pub fn is_of_plane(self) -> bool {
        matches!(self, Self::Coordinate(_) | Self::OffPlane | Self::ShadowLoss)
    }
}

/// What runs move through, and with it the quantities that they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Space {
    /// The plane of two parameters, by name.
    Parameters(Vec<String>),
    /// All weights of a network, which are seen through a plane.
    Weights {
        /// Whether the network tells classes, so that there is a share of rows that it gets right.
        has_accuracy: bool,
    },
}

impl Space {
    /// Where the runs of an objective move.
    pub fn of(objective: &Objective) -> Self {
        match objective.landscape() {
            Some(landscape) => {
                Self::Weights { has_accuracy: landscape.network.config().loss.has_accuracy() }
            }
            None => Self::Parameters(objective.parameters.clone()),
        }
    }

    /// All quantities of its runs, in the order in which they are offered.
    pub fn quantities(&self) -> Vec<Quantity> {
        use Quantity::{
            Accuracy, Coordinate, Distance, GradientNorm, LearningRate, Loss, OffPlane, ShadowLoss,
            SquaredDistance,
        };
        match self {
            Self::Parameters(names) => {
                let parameters = (0..names.len()).map(Quantity::Parameter);
                let common = [Loss, GradientNorm, LearningRate];
                common.into_iter().chain(parameters).chain([Distance, SquaredDistance]).collect()
            }
            Self::Weights { has_accuracy } => {
                let accuracy = has_accuracy.then_some(Accuracy);
                let others = [GradientNorm, LearningRate, Coordinate(0), Coordinate(1)];
                let seen = [OffPlane, ShadowLoss];
                [Loss].into_iter().chain(accuracy).chain(others).chain(seen).collect()
            }
        }
    }

    /// The name in scene files; a parameter has its own, while coordinates keep theirs when the plane changes.
    pub fn name(&self, quantity: Quantity) -> &str {
        match quantity {
            Quantity::Loss => "loss",
            Quantity::Accuracy => "accuracy",
            Quantity::GradientNorm => "gradient-norm",
            Quantity::LearningRate => "learning-rate",
            Quantity::Parameter(index) => match self {
                Self::Parameters(names) => names.get(index).map_or("", String::as_str),
                Self::Weights { .. } => "",
            },
            Quantity::Coordinate(0) => "coordinate-1",
            Quantity::Coordinate(_) => "coordinate-2",
            Quantity::OffPlane => "off-plane",
            Quantity::ShadowLoss => "shadow-loss",
            Quantity::Distance => "distance",
            Quantity::SquaredDistance => "squared-distance",
        }
    }

    /// The quantity of this name, if its runs have it. A parameter that is called like one of the others stands behind it.
    pub fn find(&self, name: &str) -> Option<Quantity> {
        let mut all = self.quantities();
        all.sort_by_key(|quantity| matches!(quantity, Quantity::Parameter(_)));
        all.into_iter().find(|quantity| self.name(*quantity) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_finds_what_it_offers_and_nothing_else() {
        let plane = Space::Parameters(vec!["a".to_owned(), "accuracy".to_owned()]);
        let classes = Space::Weights { has_accuracy: true };
        let values = Space::Weights { has_accuracy: false };
        for space in [&plane, &classes, &values] {
            for quantity in space.quantities() {
                assert_eq!(space.find(space.name(quantity)), Some(quantity));
            }
        }
        assert_eq!(plane.find("accuracy"), Some(Quantity::Parameter(1)));
        assert_eq!(classes.find("accuracy"), Some(Quantity::Accuracy));
        assert_eq!(values.find("accuracy"), None);
        assert_eq!((classes.find("distance"), plane.find("off-plane")), (None, None));
        let named = Space::Parameters(vec!["loss".to_owned(), "b".to_owned()]);
        assert_eq!(named.find("loss"), Some(Quantity::Loss));
    }
}
