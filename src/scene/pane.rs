//! What a picture consists of: one scene, or several side by side.

use super::Scene;

/// How the surface and the same seen flat from above share the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrangement {
    /// The surface alone.
    #[default]
    Surface,
    /// Flat from above alone, with the axes outside: a figure for a paper.
    Flat,
    /// The surface, and to its right the flat view.
    Beside,
}

/// One scene and its part of the picture.
#[derive(Clone)]
pub struct Pane {
    /// What it shows.
    pub scene: Scene,
    /// Where it lies.
    pub place: Place,
    /// Which of the session's fields it draws: 0 is that of the session's own loss, the others follow in the order of the
    /// gallery.
    pub field: usize,
}

/// A part of a picture, as shares of its width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Left and upper end.
    pub min: [f32; 2],
    /// Right and lower end.
    pub max: [f32; 2],
    /// Size of type, 1 where the pane is the whole picture.
    pub type_scale: f32,
}

impl Place {
    /// The whole picture.
    pub const WHOLE: Self = Self { min: [0.0; 2], max: [1.0; 2], type_scale: 1.0 };

    /// The cell in a column and a row of a picture that is divided evenly.
    pub fn cell([column, row]: [usize; 2], [columns, rows]: [usize; 2], type_scale: f32) -> Self {
        let share = |k: usize, of: usize| k as f32 / of as f32;
        Self {
            min: [share(column, columns), share(row, rows)],
            max: [share(column + 1, columns), share(row + 1, rows)],
            type_scale,
        }
    }

    /// The same part of this part: shares of it along x become shares of the picture.
    #[must_use]
    pub fn part(self, from: f32, to: f32) -> Self {
        let [left, right] = [self.min[0], self.max[0]];
        let at = |share: f32| left + share * (right - left);
        Self { min: [at(from), self.min[1]], max: [at(to), self.max[1]], ..self }
    }

    /// Its left upper and right lower corner in a picture of the given size in pixels; neighbours share their edge.
    pub fn corners_px(self, size_px: [u32; 2]) -> [[u32; 2]; 2] {
        let px = |share: f32, k: usize| (share * size_px[k] as f32).round() as u32;
        [self.min, self.max].map(|corner| [px(corner[0], 0), px(corner[1], 1)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cover_the_picture_without_gaps() {
        let size_px = [641, 361];
        let covered: u32 = (0..10)
            .map(|k| {
                let cell = Place::cell([k % 5, k / 5], [5, 2], 0.8);
                let [[left, top], [right, bottom]] = cell.corners_px(size_px);
                (right - left) * (bottom - top)
            })
            .sum();
        assert_eq!(covered, 641 * 361);
        let halves = [Place::WHOLE.part(0.0, 0.4), Place::WHOLE.part(0.4, 1.0)];
        assert_eq!(halves[0].corners_px([100, 50]), [[0, 0], [40, 50]]);
        assert_eq!(halves[1].corners_px([100, 50]), [[40, 0], [100, 50]]);
    }
}
