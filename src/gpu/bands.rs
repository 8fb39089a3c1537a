//! The heights at which the colours of filled contours change: see `shaders/terrain.wgsl`.

use crate::scene::Scene;

/// Four heights at a time, as uniforms are aligned; as many as a spec may ask for.
const ROWS: usize = 16;

/// Mirrors `Bands` in `shaders/terrain.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct BandsUniform {
    pub heights: [[f32; 4]; ROWS],
    pub count: u32,
    pub unused: u32,
    pub unused_pair: [u32; 2],
}

impl BandsUniform {
    /// Those of the scene; none where its contours are not filled.
    pub(super) fn of(scene: &Scene) -> Self {
        let mut bands: Self = bytemuck::Zeroable::zeroed();
        let shown = scene.contours.iter().flat_map(|shown| shown.band_heights(&scene.world));
        for (place, height) in bands.heights.as_flattened_mut().iter_mut().zip(shown) {
            *place = height as f32;
            bands.count += 1;
        }
        bands
    }
}
