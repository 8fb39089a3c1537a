//! A quiver: the gradient at many points as arrows, on the surface or flat on the floor.
//!
//! ```text
//! points, a small grid --gradient (GPU)--> arrow: base on the ground, direction along it, length by magnitude
//! ```
//!
//! An arrow's direction is that of the gradient in parameter space, moved through the map from sample to world like any
//! displacement; on the surface it is the tangent vector above it, so that base and tip lie in the tangent plane.
//! `shaders/quiver.wgsl` holds the same few lines over f32; a test compares the two.

mod density;
mod magnitude;

use glam::Vec3;
use serde::{Deserialize, Serialize};

pub use magnitude::MagnitudeRange;

use super::{Color, Colormap, Grid, World};

/// Which vector an arrow shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuiverOf {
    /// The gradient: uphill.
    #[default]
    Gradient,
    /// Its negative: the way of the steepest descent.
    NegativeGradient,
}

impl QuiverOf {
    /// All choices.
    pub const ALL: [Self; 2] = [Self::Gradient, Self::NegativeGradient];

    /// The name in scene files and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gradient => "gradient",
            Self::NegativeGradient => "negative-gradient",
        }
    }

    /// What the gradient is multiplied by.
    pub fn sign(self) -> f32 {
        match self {
            Self::Gradient => 1.0,
            Self::NegativeGradient => -1.0,
        }
    }
}

/// What arrows stand on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuiverOn {
    /// The surface, in its tangent plane.
    #[default]
    Surface,
    /// The floor under it. A flat surface has none.
    Floor,
}

/// How long arrows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArrowLength {
    /// As the magnitude; the longest arrow has the largest.
    #[default]
    Linear,
    /// As the logarithm of the magnitude, down to a fifth of the longest.
    Log,
    /// All alike; a vanishing gradient is a dot.
    Equal,
}

/// The colours of arrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowColors {
    /// By magnitude, with a colour bar.
    ByMagnitude(Colormap),
    /// One for all.
    One(Color),
}

impl ArrowColors {
    /// `count` colours from the smallest magnitude to the largest.
    pub fn colors(self, count: usize) -> Vec<Color> {
        match self {
            Self::ByMagnitude(colormap) => colormap.colors(count),
            Self::One(color) => vec![color; count],
        }
    }
}

/// How arrows are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuiverStyle {
    /// Which vector they show.
    pub of: QuiverOf,
    /// What they stand on.
    pub on: QuiverOn,
    /// How long they are.
    pub length: ArrowLength,
    /// Length of the longest in cells: distances between neighbouring points.
    pub scale: f32,
    /// Their colours.
    pub colors: ArrowColors,
}

/// A quiver and where its points are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quiver {
    /// How it is drawn.
    pub style: QuiverStyle,
    /// The points; one along an axis stands at the lower end.
    pub points: Grid,
    /// Index of the first point along x and y in the whole lattice, of which the view may show a part.
    pub first: [u32; 2],
    /// How strong the points with an odd index are, 0 to 1: while the density changes, every other one fades.
    pub odd_strength: f32,
    /// Distance of neighbouring points on the 2 by 2 plane of the world.
    pub cell: f32,
    /// The magnitudes that lengths and colours are measured by.
    pub range: MagnitudeRange,
}

/// Points on the floor are this far above it, world units: enough for the depth buffer, too little to be seen.
const HAIR: f32 = 2e-3;
/// Rise over run beyond which an arrow is upright.
const STEEPEST: f64 = 1e6;
/// Cell of a single point, which has no neighbour.
const LONE_CELL: f32 = 0.25;

impl Quiver {
    /// Arrows at all points of a grid within `world`'s domain.
    pub fn at_points(
        style: QuiverStyle,
        points: Grid,
        world: &World,
        range: MagnitudeRange,
    ) -> Self {
        let step = |count: u32, length: f64, whole: f64| {
            (count > 1).then(|| (2.0 * length / whole / f64::from(count - 1)) as f32)
        };
        let (own, whole) = (points.domain, world.domain);
        let steps = [
            step(points.nx, own.x.length(), whole.x.length()),
            step(points.ny, own.y.length(), whole.y.length()),
        ];
        let cell = steps.into_iter().flatten().reduce(f32::min).unwrap_or(LONE_CELL);
        Self { style, points, first: [0; 2], odd_strength: 1.0, cell, range }
    }

    /// Length of the longest arrow in world units.
    pub fn longest(&self) -> f32 {
        self.style.scale * self.cell
    }

    /// Whether the arrows lie on the floor of `world`, which a flat surface lacks.
    pub fn is_on_floor(&self, world: &World) -> bool {
        self.style.on == QuiverOn::Floor && world.rise > 0.0
    }

    /// World z of arrows on a floor at `floor_z`.
    pub fn above_floor(floor_z: f32) -> f32 {
        floor_z + HAIR
    }

    /// Base and tip of the arrow at a point, in world space; both are the base where the gradient vanishes, `None` where
    /// loss or gradient are not finite.
    pub fn arrow(
        &self,
        world: &World,
        floor_z: f32,
        point: [f64; 2],
        [loss, by_x, by_y]: [f64; 3],
    ) -> Option<[Vec3; 2]> {
        let magnitude = by_x.hypot(by_y);
        if !(loss.is_finite() && magnitude.is_finite()) {
            return None;
        }
        let mut base = world.position(point[0], point[1], loss);
        // Along the unit gradient, so that numbers stay in range.
        let [x, y] = [by_x, by_y].map(|slope| slope / magnitude.max(f64::MIN_POSITIVE));
        let plane = [2.0 * x / world.domain.x.length(), 2.0 * y / world.domain.y.length()];
        let rise = world.height.slope(loss) * f64::from(world.box_height()) * magnitude;
        let rise = rise.min(STEEPEST * plane[0].hypot(plane[1]));
        let mut along = Vec3::new(plane[0] as f32, plane[1] as f32, rise as f32);
        if self.is_on_floor(world) {
            base.z = Self::above_floor(floor_z);
            along.z = 0.0;
        }
        let share = self.range.length_share(self.style.length, magnitude) as f32;
        let length = self.style.of.sign() * share * self.longest();
        Some([base, base + length * along.normalize_or_zero()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, HeightScale, Interval, Objective, Survey};
    use crate::scene::HeightMap;

    fn style(on: QuiverOn, length: ArrowLength) -> QuiverStyle {
        let colors = ArrowColors::One(Color([200, 0, 0]));
        QuiverStyle { of: QuiverOf::Gradient, on, length, scale: 0.9, colors }
    }

    /// A loss, its world, and a quiver at 5 by 5 points.
    fn quiver(formula: &str, style: QuiverStyle, scale: HeightScale) -> (Objective, World, Quiver) {
        let domain = Domain::new(Interval::new(-3.0, 3.0), Interval::new(-1.0, 2.0));
        let objective = Objective::from_formula(formula, domain, Vec::new()).unwrap();
        let survey = Survey::of(&objective);
        let (low, high) = (survey.min().unwrap(), survey.max().unwrap());
        let world =
            World { domain, height: HeightMap::fit(Some(scale), &survey, low, high), rise: 1.0 };
        let points = Grid { domain, nx: 5, ny: 5 };
        let slopes = objective.gradients_on_grid(&domain, 5, 5);
        let range = MagnitudeRange::of(&slopes, style.length);
        let quiver = Quiver::at_points(style, points, &world, range);
        (objective, world, quiver)
    }

    fn at(objective: &Objective, point: [f64; 2]) -> [f64; 3] {
        let mut gradient = [0.0; 2];
        let loss = objective.gradient(&point, &mut gradient);
        [loss, gradient[0], gradient[1]]
    }

    #[test]
    fn arrows_on_the_floor_have_the_values_of_the_gradient() {
        let (bowl, world, quiver) =
            quiver("x^2 + y^2", style(QuiverOn::Floor, ArrowLength::Linear), HeightScale::Linear);
        // Neighbours are 1.5 of 6 apart along x and 0.75 of 3 along y: half a unit of the plane both.
        assert_eq!(quiver.cell, 0.5);
        let [base, tip] = quiver.arrow(&world, -0.5, [1.5, 0.5], at(&bowl, [1.5, 0.5])).unwrap();
        assert!((base - Vec3::new(0.5, 0.0, -0.498)).length() < 1e-6, "{base}");
        // The gradient (3, 1) as a displacement of the plane is (1, 2/3); the longest has the magnitude of (6, 4).
        let length = 0.45 * (10.0f32 / 52.0).sqrt();
        let wanted = length * Vec3::new(1.0, 2.0 / 3.0, 0.0).normalize();
        assert!((tip - base - wanted).length() < 1e-6, "{} is not {wanted}", tip - base);
        let flat = World { rise: 0.0, ..world };
        let [base, _] = quiver.arrow(&flat, -0.5, [0.0, 0.0], at(&bowl, [0.0, 0.0])).unwrap();
        assert!(base.z.abs() < 1e-6, "a flat surface has no floor: {base}");
    }

    #[test]
    fn arrows_on_the_surface_stay_in_its_tangent_plane() {
        let formula = "x^2 + y^2 + sin(x*y) + 2";
        for scale in HeightScale::ALL {
            for length in [ArrowLength::Linear, ArrowLength::Log, ArrowLength::Equal] {
                let (objective, world, quiver) =
                    quiver(formula, style(QuiverOn::Surface, length), scale);
                for point in [[1.5, 0.5], [-2.0, 0.3], [0.4, -0.8], [-1.0, 1.9]] {
                    let slopes = at(&objective, point);
                    let [base, tip] = quiver.arrow(&world, -0.02, point, slopes).unwrap();
                    let place =
                        |x: f64, y: f64| world.position(x, y, objective.loss(&[x, y])).as_dvec3();
                    assert!((base.as_dvec3() - place(point[0], point[1])).length() < 1e-6);
                    // World positions are f32, so central differences over 2e-3 are good to 1e-4 of the unit normal.
                    let (step, [x, y]) = (1e-3, point);
                    let east = place(x + step, y) - place(x - step, y);
                    let north = place(x, y + step) - place(x, y - step);
                    let normal = east.cross(north).normalize();
                    let along = (tip - base).as_dvec3();
                    let off = normal.dot(along.normalize()).abs();
                    assert!(off < 2e-3, "{scale:?} {length:?} {point:?}: {off} off the plane");
                    // Above the plane it points along the gradient as a displacement.
                    let wanted = glam::DVec2::new(slopes[1] / 6.0, slopes[2] / 3.0).normalize();
                    assert!((along.truncate().normalize() - wanted).length() < 1e-5, "{point:?}");
                    assert!(along.z > 0.0, "uphill");
                }
            }
        }
    }

    #[test]
    fn lengths_and_directions_follow_the_style() {
        let ends = |length, of| {
            let chosen = QuiverStyle { of, ..style(QuiverOn::Floor, length) };
            let (bowl, world, quiver) = quiver("x^2 + y^2", chosen, HeightScale::Linear);
            [[3.0, 0.0], [0.3, 0.0]].map(|point| {
                let [base, tip] = quiver.arrow(&world, -0.5, point, at(&bowl, point)).unwrap();
                (tip - base).x
            })
        };
        let [long, short] = ends(ArrowLength::Equal, QuiverOf::Gradient);
        assert!((long - 0.45).abs() < 1e-6 && (short - 0.45).abs() < 1e-6, "{long} {short}");
        let [long, short] = ends(ArrowLength::Linear, QuiverOf::NegativeGradient);
        assert!(long < 0.0 && (long / short - 10.0).abs() < 1e-4, "{long} {short}");
        let [long, short] = ends(ArrowLength::Log, QuiverOf::Gradient);
        assert!(long / short < 5.0 + 1e-4 && short > 0.0, "{long} {short}");
    }

    #[test]
    fn holes_have_no_arrow_and_vanishing_gradients_a_dot() {
        let (_, world, quiver) =
            quiver("x^2 + y^2", style(QuiverOn::Surface, ArrowLength::Equal), HeightScale::Linear);
        for slopes in [[f64::NAN, 1.0, 1.0], [1.0, f64::INFINITY, 0.0], [1.0, 0.0, f64::NAN]] {
            assert_eq!(quiver.arrow(&world, 0.0, [0.0, 0.0], slopes), None, "{slopes:?}");
        }
        let [base, tip] = quiver.arrow(&world, 0.0, [0.0, 0.0], [0.0; 3]).unwrap();
        assert_eq!(base, tip);
    }
}
