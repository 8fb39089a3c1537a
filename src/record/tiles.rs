//! Pictures that are too large to be drawn in one go, as tiles.
//!
//! A pixel takes 36 bytes while it is drawn (four samples of colour and depth, and the finished picture), so a picture of
//! 8192 by 8192 would take 2.4 GB of graphics memory; a tile takes 150 MB.

use crate::gpu::Gpu;
use crate::overlay::Tile;

/// Pixels of a picture that is drawn in one go at most, and along a side of a tile else.
const MOST_PIXELS: u64 = 4096 * 4096;
const SIDE_PX: u32 = 2048;

/// How a picture is cut: into tiles of one size, row by row, of which the last may reach beyond its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tiles {
    /// Width and height of a tile, pixels.
    pub(super) size_px: [u32; 2],
    /// Tiles across and down.
    across: [u32; 2],
}

impl Tiles {
    /// Of a picture of which so many pixels are drawn along each side of one that is shown.
    pub(super) fn for_adapter(gpu: &Gpu, size_px: [u32; 2], supersample: u32) -> Self {
        let limit = u64::from(gpu.device.limits().max_texture_dimension_2d);
        let [width, height] = size_px.map(|n| u64::from(n) * u64::from(supersample));
        if width * height <= MOST_PIXELS && width.max(height) <= limit {
            return Self::of_side(size_px, u32::MAX);
        }
        // Even, so that derivatives, which adapters take over pairs of pixels, have the same pairs in every tile.
        Self::of_side(size_px, (SIDE_PX / supersample).max(2))
    }

    /// Of at most so many pixels along a side.
    pub(super) fn of_side(size_px: [u32; 2], side_px: u32) -> Self {
        let size = size_px.map(|n| n.min(side_px).max(1));
        Self { size_px: size, across: [0, 1].map(|k| size_px[k].div_ceil(size[k]).max(1)) }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.across[0] as usize * self.across[1] as usize
    }

    fn origin_px(&self, index: usize) -> [u32; 2] {
        let index = index as u32;
        let place = [index % self.across[0], index / self.across[0]];
        [0, 1].map(|k| place[k] * self.size_px[k])
    }

    /// The part of the picture that a tile is, in drawn pixels; `None` where it is all of it.
    pub(super) fn tile(&self, index: usize, supersample: u32) -> Option<Tile> {
        let drawn = |pair: [u32; 2]| pair.map(|n| n * supersample);
        let tile = Tile { origin_px: drawn(self.origin_px(index)), size_px: drawn(self.size_px) };
        (self.count() > 1).then_some(tile)
    }

    /// Copies the pixels of a tile, four bytes each, to their place in the picture.
    pub(super) fn lay(&self, index: usize, tile: &[u8], size_px: [u32; 2], rgba: &mut [u8]) {
        let [left, top] = self.origin_px(index).map(|n| n as usize);
        let [width, height] = size_px.map(|n| n as usize);
        let row_bytes = 4 * self.size_px[0] as usize;
        let shown_bytes = row_bytes.min(4 * (width - left));
        for (row, pixels) in tile.chunks_exact(row_bytes).enumerate().take(height - top) {
            let at = 4 * ((top + row) * width + left);
            rgba[at..at + shown_bytes].copy_from_slice(&pixels[..shown_bytes]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_laid_side_by_side_are_the_picture() {
        for (size, side) in [([7, 5], 3), ([6, 4], 2), ([5, 9], 100), ([1, 1], 1)] {
            let tiles = Tiles::of_side(size, side);
            let [width, height] = size;
            let color = |x: u32, y: u32| [x as u8, y as u8, 7, 255];
            let mut rgba = vec![0; 4 * (width * height) as usize];
            for index in 0..tiles.count() {
                let [left, top] = tiles.origin_px(index);
                let [w, h] = tiles.size_px;
                let place = |k: u32| color(left + k % w, top + k / w);
                let tile: Vec<u8> = (0..w * h).flat_map(place).collect();
                tiles.lay(index, &tile, size, &mut rgba);
            }
            let whole: Vec<u8> =
                (0..width * height).flat_map(|k| color(k % width, k / width)).collect();
            assert_eq!(rgba, whole, "{size:?} in tiles of {side}");
        }
    }
}
