//! One map from sample to world: *(parameters on the plane, loss)* becomes a position in the box.
//!
//! World space is right-handed: `x` right, `y` into the scene, `z` up. The domain fills `-1..=1` in x and y, the height
//! map fills `0..=BOX_HEIGHT` in z. `shaders/world.wgsl` holds the same map; a test compares the two.

use glam::Vec3;

use super::HeightMap;
use crate::objective::{Domain, Interval};

/// Height of the box in world units; its base is 2 by 2.
pub const BOX_HEIGHT: f32 = 1.0;

/// The domain and the height map: all that is needed to place a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// The part of the plane that the surface covers.
    pub domain: Domain,
    /// From loss to height.
    pub height: HeightMap,
    /// Height of the surface as a share of the box's: 1, except in films that raise it from the flat map at 0.
    pub rise: f32,
}

/// A flat surface still has this share of its height, so that heights can be told from places.
const LEAST_RISE: f32 = 1e-4;

impl World {
    /// Height of the highest place in world units.
    pub fn box_height(&self) -> f32 {
        BOX_HEIGHT * self.rise.max(LEAST_RISE)
    }

    /// Position of the sample `(x, y, loss)`; points outside the domain lie outside the box.
    pub fn position(&self, x: f64, y: f64, loss: f64) -> Vec3 {
        let z = self.height.height(loss) * f64::from(self.box_height());
        Vec3::new(unit(self.domain.x, x) as f32, unit(self.domain.y, y) as f32, z as f32)
    }

    /// The parameters above which a world position stands.
    pub fn parameters(&self, position_in_world: Vec3) -> [f64; 2] {
        [
            from_unit(self.domain.x, f64::from(position_in_world.x)),
            from_unit(self.domain.y, f64::from(position_in_world.y)),
        ]
    }

    /// Whether the surface stands between a position on it and the eye. Holes hide nothing.
    pub fn is_hidden(
        &self,
        position: Vec3,
        eye: Vec3,
        loss: &mut dyn FnMut(&[f64]) -> f64,
    ) -> bool {
        const STEPS: usize = 300;
        // As far as marks are lifted off the surface that they stand on.
        const NEAR: f32 = 0.02;
        let way = eye - position;
        let direction = way.normalize_or_zero();
        let Some((_, leave)) = box_crossing(position, direction) else { return false };
        let leave = leave.min(way.length());
        let mut sides = (0..STEPS).filter_map(|k| {
            let at = position + direction * (NEAR + (leave - NEAR) * k as f32 / STEPS as f32);
            let parameters = self.parameters(at);
            let surface = self.position(parameters[0], parameters[1], loss(&parameters)).z;
            surface.is_finite().then_some(at.z >= surface)
        });
        // Seen from above, the eye's side is above all along, and from below it is below.
        let Some(first) = sides.next() else { return false };
        leave > NEAR && sides.any(|side| side != first)
    }

    /// Where the ray `origin + t * direction` first meets the surface of `loss`, as parameters.
    ///
    /// Marches through the box and bisects the first crossing; holes (non-finite losses) are passed through.
    pub fn pick(
        &self,
        origin: Vec3,
        direction: Vec3,
        loss: &mut dyn FnMut(&[f64]) -> f64,
    ) -> Option<[f64; 2]> {
        const STEPS: usize = 400;
        let (enter, leave) = box_crossing(origin, direction)?;
        let mut above = |t: f32| {
            let point = origin + t * direction;
            let parameters = self.parameters(point);
            let surface = self.position(parameters[0], parameters[1], loss(&parameters)).z;
            surface.is_finite().then_some(point.z - surface)
        };
        let mut previous = (enter, above(enter));
        for k in 1..=STEPS {
            let t = enter + (leave - enter) * k as f32 / STEPS as f32;
            let here = above(t);
            if let (Some(before), Some(now)) = (previous.1, here)
                && before >= 0.0
                && now < 0.0
            {
                let (mut low, mut high) = (previous.0, t);
                for _ in 0..30 {
                    let middle = 0.5 * (low + high);
                    if above(middle).is_none_or(|a| a >= 0.0) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                return Some(self.parameters(origin + low * direction));
            }
            previous = (t, here);
        }
        None
    }
}

fn unit(interval: Interval, value: f64) -> f64 {
    2.0 * (value - interval.min) / (interval.max - interval.min) - 1.0
}

fn from_unit(interval: Interval, value: f64) -> f64 {
    interval.min + 0.5 * (value + 1.0) * (interval.max - interval.min)
}

/// Parameters of the ray at which it enters and leaves the box, slightly enlarged.
fn box_crossing(origin: Vec3, direction: Vec3) -> Option<(f32, f32)> {
    let (low, high) = (Vec3::new(-1.0, -1.0, -0.01), Vec3::new(1.0, 1.0, BOX_HEIGHT + 0.01));
    let inverse = direction.recip();
    let (a, b) = ((low - origin) * inverse, (high - origin) * inverse);
    let (enter, leave) = (a.min(b).max_element().max(0.0), a.max(b).min_element());
    (enter < leave).then_some((enter, leave))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::HeightScale;

    #[test]
    fn a_ridge_hides_what_lies_behind_it_from_low_eyes_alone() {
        let height = HeightMap {
            scale: HeightScale::Linear,
            low: 0.0,
            high: 1.0,
            origin: 0.0,
            knee: 1.0,
            field_min: 0.0,
            field_max: 1.0,
        };
        let world = World { domain: Domain::square(-1.0, 1.0), height, rise: 1.0 };
        let mut ridge = |p: &[f64]| (-8.0 * p[1] * p[1]).exp();
        let mut hidden = |world: &World, y: f64, eye: Vec3| {
            let position = world.position(0.2, y, ridge(&[0.2, y]));
            world.is_hidden(position, eye, &mut ridge)
        };
        let (low, above) = (Vec3::new(0.0, -4.0, 0.6), Vec3::new(0.0, -0.1, 5.0));
        assert!(hidden(&world, 0.8, low));
        assert!(!hidden(&world, -0.8, low) && !hidden(&world, 0.0, low));
        assert!(!hidden(&world, 0.8, above) && !hidden(&world, 0.8, -low));
        // Nothing hides on a flat map.
        assert!(!hidden(&World { rise: 0.0, ..world }, 0.8, low));
    }
}
