//! The 255 colours of a GIF: median cut on a colour histogram.
//!
//! A bin counts by the square root of its pixels, so that a thin path or a legend's swatch still
//! gets its colour beside a large background.

/// One entry less than a GIF has room for: the last index means "as before".
const PALETTE_LEN: usize = 255;
/// Bits a channel that tell bins apart.
const BIN_BITS: u32 = 6;

/// sRGB colour.
pub(super) type Rgb = [u8; 3];

/// How often each colour was seen, in bins that know the mean of what fell into them.
pub(super) struct Histogram {
    bins: Vec<Bin>,
}

#[derive(Clone, Copy, Default)]
struct Bin {
    pixels: u64,
    sums: [u64; 3],
}

impl Histogram {
    pub(super) fn new() -> Self {
        Self { bins: vec![Bin::default(); 1 << (3 * BIN_BITS)] }
    }

    /// Counts the pixels of a frame.
    pub(super) fn add(&mut self, rgba: &[u8]) {
        for pixel in rgba.chunks_exact(4) {
            let bin = &mut self.bins[bin_of(pixel)];
            bin.pixels += 1;
            for (sum, &channel) in bin.sums.iter_mut().zip(pixel) {
                *sum += u64::from(channel);
            }
        }
    }

    /// At most 255 colours that stand for all that was counted.
    pub(super) fn palette(&self) -> Vec<Rgb> {
        let mut seen: Vec<Swatch> =
            self.bins.iter().filter(|bin| bin.pixels > 0).map(Swatch::of).collect();
        let mut boxes = vec![ColourBox::around(&mut seen)];
        while boxes.len() < PALETTE_LEN {
            let divisible =
                boxes.iter().enumerate().filter(|(_, colours)| colours.swatches.len() > 1);
            let widest = divisible.max_by(|a, b| a.1.spread.total_cmp(&b.1.spread));
            let Some((index, _)) = widest else { break };
            let (lower, upper) = boxes.swap_remove(index).split();
            boxes.extend([lower, upper]);
        }
        boxes.iter().map(ColourBox::mean_colour).collect()
    }
}

fn bin_of(pixel: &[u8]) -> usize {
    let high = |channel: u8| usize::from(channel >> (8 - BIN_BITS));
    high(pixel[0]) << (2 * BIN_BITS) | high(pixel[1]) << BIN_BITS | high(pixel[2])
}

/// A bin's mean colour, its pixels and its weight in the cut.
#[derive(Clone, Copy)]
struct Swatch {
    rgb: [f64; 3],
    pixels: f64,
    weight: f64,
}

impl Swatch {
    fn of(bin: &Bin) -> Self {
        let pixels = bin.pixels as f64;
        Self { rgb: bin.sums.map(|sum| sum as f64 / pixels), pixels, weight: pixels.sqrt() }
    }
}

/// Swatches that share one colour, and how badly they do.
struct ColourBox<'a> {
    swatches: &'a mut [Swatch],
    /// The channel along which they differ most, and their mean there.
    channel: usize,
    middle: f64,
    /// Weighted sum of the squared distances from that mean.
    spread: f64,
}

impl<'a> ColourBox<'a> {
    fn around(swatches: &'a mut [Swatch]) -> Self {
        let weight: f64 = swatches.iter().map(|swatch| swatch.weight).sum();
        let mut widest = (0, 0.0, 0.0);
        for channel in 0..3 {
            let mean =
                swatches.iter().map(|swatch| swatch.weight * swatch.rgb[channel]).sum::<f64>()
                    / weight;
            let off = |swatch: &Swatch| swatch.weight * (swatch.rgb[channel] - mean).powi(2);
            let spread: f64 = swatches.iter().map(off).sum();
            if spread > widest.2 {
                widest = (channel, mean, spread);
            }
        }
        let (channel, middle, spread) = widest;
        Self { swatches, channel, middle, spread }
    }

    /// Cuts at the mean; each half gets at least one of the two or more swatches.
    fn split(self) -> (Self, Self) {
        let Self { swatches, channel, middle, .. } = self;
        swatches.sort_unstable_by(|a, b| a.rgb[channel].total_cmp(&b.rgb[channel]));
        let cut = swatches
            .partition_point(|swatch| swatch.rgb[channel] <= middle)
            .clamp(1, swatches.len() - 1);
        let (lower, upper) = swatches.split_at_mut(cut);
        (Self::around(lower), Self::around(upper))
    }

    fn mean_colour(&self) -> Rgb {
        let pixels: f64 = self.swatches.iter().map(|swatch| swatch.pixels).sum();
        let mean = |channel: usize| {
            self.swatches.iter().map(|swatch| swatch.pixels * swatch.rgb[channel]).sum::<f64>()
                / pixels
        };
        [0, 1, 2].map(|channel| mean(channel).round() as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette_of(rgba: &[u8]) -> Vec<Rgb> {
        let mut histogram = Histogram::new();
        histogram.add(rgba);
        histogram.palette()
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let mut palette =
            palette_of(&[[9, 9, 14, 255], [255, 0, 0, 255], [230, 159, 1, 255]].concat());
        palette.sort_unstable();
        assert_eq!(palette, [[9, 9, 14], [230, 159, 1], [255, 0, 0]]);
    }

    #[test]
    fn a_rare_colour_survives_a_large_smooth_picture() {
        let smooth = (0..1_u32 << 18)
            .flat_map(|i| [(i >> 10) as u8, (i >> 9) as u8 / 2, 60 + (i % 64) as u8, 255]);
        let mut rgba: Vec<u8> = smooth.collect();
        rgba.extend([255, 40, 200, 255].repeat(40));
        let palette = palette_of(&rgba);
        assert_eq!(palette.len(), PALETTE_LEN);
        assert!(palette.contains(&[255, 40, 200]));
    }
}
