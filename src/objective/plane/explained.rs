//! How much of some points a plane shows.

use super::plane::Plane;

/// The share of points' squared distances from a plane's centre that lies within the plane, gathered point by point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Explained {
    /// Sum of the squared distances from the centre to the shadows.
    within: f64,
    /// Sum of the squared distances from the shadows to the points.
    off: f64,
}

impl Explained {
    /// Adds a point by its [projection](Plane::project) on the plane: coordinates and distance.
    pub fn add(&mut self, plane: &Plane, (coordinates, distance): ([f64; 2], f64)) {
        // The shadow is the foot of the perpendicular, so the two squares make up the whole.
        self.within += plane.square_from_centre(coordinates);
        self.off += distance * distance;
    }

    /// These points and others on the same plane.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { within: self.within + other.within, off: self.off + other.off }
    }

    /// The share, 0 to 1; points that all lie in the centre are shown whole.
    #[must_use]
    pub fn share(self) -> f64 {
        let all = self.within + self.off;
        // No number where the squares overflow: of such points hardly anything can be said to be shown.
        if all == 0.0 { 1.0 } else { (self.within / all).max(0.0) }
    }
}

/// A share in whole percent; with a decimal, cut off, where it would else read as nothing, as half or as all.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let rounded = percent.round();
    if percent > 0.0 && percent < 0.1 {
        "less than 0.1 %".to_owned()
    } else if percent != rounded && [0.0, 50.0, 100.0].contains(&rounded) {
        format!("{:.1} %", (10.0 * percent).floor() / 10.0)
    } else {
        format!("{rounded:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_never_flatter() {
        let texts = [0.834, 0.5, 0.49999, 0.9981, 0.99999, 1.0].map(percent);
        assert_eq!(texts, ["83 %", "50 %", "49.9 %", "99.8 %", "99.9 %", "100 %"]);
        assert_eq!([3e-3, 2e-5, 0.0].map(percent), ["0.3 %", "less than 0.1 %", "0 %"]);
    }
}
