//! Where labels may stand on a line. The places depend on the plane alone, not on the eye: so a label keeps its place
//! while the camera moves, as long as it can be read there.

use super::ContourLine;
use super::trace::on_plane;
use crate::objective::Domain;

/// Between two places on the plane where the domain is 2 by 2.
const APART: f32 = 0.08;
/// Half of the stretch that a label covers, about.
const HALF_STRETCH: f32 = 0.09;
/// Places of one line at most.
const MOST: usize = 32;

/// Lengths along the line at which a label may stand, the best first: on straight stretches, rather along x than along
/// y, and near the label of the line before, so that labels can be read one after the other. `before` is that place,
/// and becomes this line's.
pub(super) fn anchors(
    line: &ContourLine,
    domain: &Domain,
    before: &mut Option<[f64; 2]>,
) -> Vec<f32> {
    let whole = line.length();
    let count = ((whole / APART) as usize).clamp(1, 8 * MOST);
    let half = HALF_STRETCH.min(0.2 * whole);
    let cost = |at: f32| {
        let [a, b, c] = [at - half, at, at + half].map(|length| line.at(length));
        let (chord, arc) =
            (on_plane(domain, a, c), on_plane(domain, a, b) + on_plane(domain, b, c));
        let along_x = on_plane(domain, a, [c[0], a[1]]) / chord.max(1e-9);
        let away = before.map_or(0.0, |place| on_plane(domain, place, b).min(1.0));
        8.0 * (1.0 - chord / arc.max(1e-9)) + 0.15 * (1.0 - along_x) + 0.25 * away
    };
    let places = (0..count).map(|k| whole * (k as f32 + 0.5) / count as f32);
    let mut places: Vec<(f64, f32)> = places.map(|at| (cost(at), at)).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places.truncate(MOST);
    if let Some((_, best)) = places.first() {
        *before = Some(line.at(*best));
    }
    places.into_iter().map(|(_, at)| at).collect()
}
