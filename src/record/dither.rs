//! Pixels to palette indices, dithered so that smooth shading shows no bands and still parts stay
//! still.
//!
//! A colour between two palette entries is shown as a fixed 4x4 pattern of the two (Bayer's matrix)
//! in the right proportion. The pattern depends on the place and the colour alone, never on the
//! frame, so nothing flickers, and a colour that the palette holds is never mixed. Each colour's
//! pair is worked out once and remembered. Without dithering, each colour is shown as the nearest entry.

use super::palette::Rgb;

/// Bits a channel that the memory of pairs tells apart: colours within two levels share a pair.
const KEY_BITS: u32 = 7;
/// Shares are counted in sixteenths, one for each cell of the pattern.
const BAYER: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
/// What a mixture of unlike colours costs against a plain one, which looks calmer.
const COARSENESS: f32 = 0.15;

/// A palette with its memory of mixtures.
pub(super) struct Dither {
    palette: Vec<Rgb>,
    mixes: bool,
    mixtures: Vec<Mixture>,
}

/// The two entries that stand for a colour.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mixture {
    /// The nearest entry.
    first: u8,
    /// The entry mixed in.
    second: u8,
    /// Sixteenths of `second`, 0 to 8; [`UNKNOWN`] if not yet worked out.
    share: u8,
}

const UNKNOWN: u8 = u8::MAX;

impl Dither {
    /// For a palette; mixtures of its colours only if it `mixes`.
    pub(super) fn new(palette: Vec<Rgb>, mixes: bool) -> Self {
        let unknown = Mixture { first: 0, second: 0, share: UNKNOWN };
        Self { palette, mixes, mixtures: vec![unknown; 1 << (3 * KEY_BITS)] }
    }

    pub(super) fn palette(&self) -> &[Rgb] {
        &self.palette
    }

    /// Writes one index a pixel.
    pub(super) fn map(&mut self, rgba: &[u8], width_px: usize, indices: &mut Vec<u8>) {
        indices.clear();
        for (row, pattern) in rgba.chunks_exact(4 * width_px).zip(BAYER.iter().cycle()) {
            for (pixel, threshold) in row.chunks_exact(4).zip(pattern.iter().cycle()) {
                let mixture = self.mixture([pixel[0], pixel[1], pixel[2]]);
                indices.push(if mixture.share > *threshold {
                    mixture.second
                } else {
                    mixture.first
                });
            }
        }
    }

    fn mixture(&mut self, rgb: Rgb) -> Mixture {
        let key = rgb
            .iter()
            .fold(0, |key, channel| key << KEY_BITS | usize::from(channel >> (8 - KEY_BITS)));
        if self.mixtures[key].share == UNKNOWN {
            self.mixtures[key] = best_mixture(&self.palette, self.mixes, rgb);
        }
        self.mixtures[key]
    }
}

/// The nearest entry, and the entry that brings a mixture closest to `rgb` without being too
/// unlike.
fn best_mixture(palette: &[Rgb], mixes: bool, rgb: Rgb) -> Mixture {
    let offsets = palette.iter().map(|entry| difference(rgb, *entry));
    let nearest = offsets.enumerate().map(|(index, offset)| (index, offset, dot(offset, offset)));
    let nearest = nearest.min_by(|a, b| a.2.total_cmp(&b.2));
    let (first, offset, plain_error) = nearest.expect("a palette made from a frame has a colour");
    let mut best = (plain_error, first, 0.0);
    for (second, entry) in palette.iter().enumerate().filter(|_| mixes) {
        let step = difference(*entry, palette[first]);
        let length_squared = dot(step, step);
        let share = (dot(offset, step) / length_squared).min(0.5);
        if share <= 0.0 {
            continue; // an entry on the far side
        }
        let left = [0, 1, 2].map(|channel| offset[channel] - share * step[channel]);
        let error = dot(left, left) + COARSENESS * share * (1.0 - share) * length_squared;
        if error < best.0 {
            best = (error, second, share);
        }
    }
    let (_, second, share) = best;
    Mixture { first: first as u8, second: second as u8, share: (16.0 * share).round() as u8 }
}

fn difference(of: Rgb, from: Rgb) -> [f32; 3] {
    [0, 1, 2].map(|channel| f32::from(of[channel]) - f32::from(from[channel]))
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(palette: &[Rgb], mixes: bool, rgb: Rgb) -> Vec<u8> {
        let mut indices = Vec::new();
        let rgba = [rgb[0], rgb[1], rgb[2], 255].repeat(16);
        Dither::new(palette.to_vec(), mixes).map(&rgba, 4, &mut indices);
        indices
    }

    #[test]
    fn a_palette_colour_is_never_mixed() {
        let palette = [[10, 10, 10], [14, 14, 14], [200, 0, 0]];
        assert_eq!(mapped(&palette, true, [14, 14, 14]), [1; 16]);
    }

    #[test]
    fn a_colour_in_between_is_mixed_in_proportion() {
        let indices = mapped(&[[100, 100, 100], [116, 116, 116]], true, [104, 104, 104]);
        assert_eq!(indices.iter().filter(|&&index| index == 1).count(), 4);
    }

    #[test]
    fn without_dithering_the_nearest_colour_is_taken() {
        assert_eq!(mapped(&[[100, 100, 100], [116, 116, 116]], false, [107, 107, 107]), [0; 16]);
    }
}
