//! sRGB pixels to the planes of a video: BT.709, limited range, 4:2:0.
//!
//! Luma `Y = 16 + 219 (0.2126 R + 0.7152 G + 0.0722 B)`, chroma `Cb = 128 + 224 (B - Y') / 1.8556`
//! and `Cr = 128 + 224 (R - Y') / 1.5748` for `R, G, B, Y'` in `0..=1` (ITU-R BT.709-6, tables 3
//! and 4). Chroma is taken from the mean of each 2x2 block. Plain integer loops over rows, which
//! compilers turn into vector code.

use openh264::formats::YUVSource;

use super::sink::Convert;

/// Weights are in units of 2^-15, so that weight and pixel both fit 16 bits.
const FRACTION_BITS: i32 = 15;
const LUMA: [i32; 3] = weights([0.2126, 0.7152, 0.0722], 219.0);
const BLUE: [i32; 3] = weights([-0.2126 / 1.8556, -0.7152 / 1.8556, 0.5], 224.0);
const RED: [i32; 3] = weights([0.5, -0.7152 / 1.5748, -0.0722 / 1.5748], 224.0);

/// Fixed-point weights that take 0..=255 to a range `span` wide.
const fn weights(of: [f64; 3], span: f64) -> [i32; 3] {
    let one = (1 << FRACTION_BITS) as f64 * span / 255.0;
    [round(of[0] * one), round(of[1] * one), round(of[2] * one)]
}

const fn round(value: f64) -> i32 {
    if value < 0.0 { (value - 0.5) as i32 } else { (value + 0.5) as i32 }
}

/// Converts frames of one size. The planes follow each other: luma at full size, then the two chroma
/// planes (blue, red) at half of it each way.
#[derive(Clone, Copy, Debug)]
pub struct Yuv420 {
    width_px: usize,
    height_px: usize,
}

impl Yuv420 {
    /// For frames of this size; both sides are even.
    #[must_use]
    pub fn new(width_px: usize, height_px: usize) -> Self {
        Self { width_px, height_px }
    }

    /// Converts a frame of RGBA8 pixels, row-major, into `planes`; alpha is ignored.
    pub fn fill(&self, rgba: &[u8], planes: &mut Vec<u8>) {
        let width = self.width_px;
        let pixels = width * self.height_px;
        planes.resize(pixels + pixels / 2, 0);
        let (luma, chroma) = planes.split_at_mut(pixels);
        let (blue, red) = chroma.split_at_mut(pixels / 4);
        let rows = luma.chunks_exact_mut(2 * width).zip(blue.chunks_exact_mut(width / 2));
        let rows = rows.zip(red.chunks_exact_mut(width / 2));
        for (pixels, ((luma, blue), red)) in rgba.chunks_exact(2 * 4 * width).zip(rows) {
            fill_luma(pixels, luma);
            let (upper, lower) = pixels.split_at(4 * width);
            fill_chroma(upper, lower, blue, red);
        }
    }
}

impl Convert for Yuv420 {
    fn convert(&mut self, rgba: &[u8], converted: &mut Vec<u8>) {
        self.fill(rgba, converted);
    }
}

fn fill_luma(pixels: &[u8], luma: &mut [u8]) {
    const OFFSET: i32 = (16 << FRACTION_BITS) + (1 << (FRACTION_BITS - 1));
    for (pixel, luma) in pixels.chunks_exact(4).zip(luma) {
        *luma = (weighted(LUMA, channels(pixel), OFFSET) >> FRACTION_BITS) as u8;
    }
}

fn fill_chroma(upper: &[u8], lower: &[u8], blue: &mut [u8], red: &mut [u8]) {
    /// Four pixels are summed, not averaged: two bits more.
    const BITS: i32 = FRACTION_BITS + 2;
    const OFFSET: i32 = (128 << BITS) + (1 << (BITS - 1));
    let blocks = upper.chunks_exact(8).zip(lower.chunks_exact(8));
    for ((upper, lower), (blue, red)) in blocks.zip(blue.iter_mut().zip(red)) {
        let corners =
            [channels(upper), channels(&upper[4..]), channels(lower), channels(&lower[4..])];
        let sum = |channel: usize| {
            corners[0][channel] + corners[1][channel] + corners[2][channel] + corners[3][channel]
        };
        let sums = [sum(0), sum(1), sum(2)];
        *blue = (weighted(BLUE, sums, OFFSET) >> BITS) as u8;
        *red = (weighted(RED, sums, OFFSET) >> BITS) as u8;
    }
}

fn channels(pixel: &[u8]) -> [i32; 3] {
    [i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2])]
}

fn weighted(weights: [i32; 3], of: [i32; 3], offset: i32) -> i32 {
    weights[0] * of[0] + weights[1] * of[1] + weights[2] * of[2] + offset
}

/// One converted frame, as the encoder reads it.
pub(super) struct Planes<'a> {
    size_px: (usize, usize),
    luma: &'a [u8],
    blue: &'a [u8],
    red: &'a [u8],
}

impl<'a> Planes<'a> {
    pub(super) fn new(planes: &'a [u8], size_px: (usize, usize)) -> Self {
        let pixels = size_px.0 * size_px.1;
        let (luma, chroma) = planes.split_at(pixels);
        let (blue, red) = chroma.split_at(pixels / 4);
        Self { size_px, luma, blue, red }
    }
}

impl YUVSource for Planes<'_> {
    fn dimensions(&self) -> (usize, usize) {
        self.size_px
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.size_px.0, self.size_px.0 / 2, self.size_px.0 / 2)
    }

    fn y(&self) -> &[u8] {
        self.luma
    }

    fn u(&self) -> &[u8] {
        self.blue
    }

    fn v(&self) -> &[u8] {
        self.red
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The planes of a 2x2 frame of one colour.
    fn planes([r, g, b]: [u8; 3]) -> [u8; 3] {
        let mut planes = Vec::new();
        Yuv420::new(2, 2).fill(&[r, g, b, 255].repeat(4), &mut planes);
        [planes[0], planes[4], planes[5]]
    }

    /// The definition in floating point.
    fn defined([r, g, b]: [u8; 3]) -> [f64; 3] {
        let [r, g, b] = [r, g, b].map(|channel| f64::from(channel) / 255.0);
        let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        [
            16.0 + 219.0 * luma,
            128.0 + 224.0 * (b - luma) / 1.8556,
            128.0 + 224.0 * (r - luma) / 1.5748,
        ]
    }

    #[test]
    fn the_primaries_have_their_published_codes() {
        assert_eq!(planes([0, 0, 0]), [16, 128, 128]);
        assert_eq!(planes([255, 255, 255]), [235, 128, 128]);
        assert_eq!(planes([255, 0, 0]), [63, 102, 240]);
        assert_eq!(planes([0, 255, 0]), [173, 42, 26]);
        assert_eq!(planes([0, 0, 255]), [32, 240, 118]);
    }

    #[test]
    fn integers_follow_the_definition() {
        // Half a level of rounding, plus 255 * 3 weights each half of 2^-15 off: 0.012.
        for code in 0..(1 << 12) {
            let colour =
                [code & 15, (code >> 4) & 15, code >> 8].map(|channel| (channel * 17) as u8);
            for (got, want) in planes(colour).into_iter().zip(defined(colour)) {
                assert!((f64::from(got) - want).abs() <= 0.512, "{colour:?}: {got} for {want}");
            }
        }
    }

    #[test]
    fn chroma_is_the_mean_of_a_block() {
        let (red, blue) = ([255, 0, 0, 255], [0, 0, 255, 255]);
        let mut planes = Vec::new();
        Yuv420::new(2, 2).fill(&[red, blue, red, blue].concat(), &mut planes);
        assert_eq!(planes, [63, 32, 63, 32, 171, 179]);
    }
}
