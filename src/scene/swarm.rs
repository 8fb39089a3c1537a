//! A swarm as it is drawn: kept rows, how far they are shown, and a colour for each member.

use std::sync::Arc;

use super::{Color, Colormap, World};
use crate::optim::swarm::SwarmChunk;

/// Members of a swarm and how much of their ways is shown.
#[derive(Clone, Debug)]
pub struct ShownSwarm {
    /// The members that are computed, in any order; the list only grows.
    pub chunks: Arc<Vec<Arc<SwarmChunk>>>,
    /// All members, also those to come.
    pub members: usize,
    /// Kept rows of each member.
    pub rows: usize,
    /// The kept row that is shown, fractional.
    pub shown_row: f32,
    /// Which colour each member has.
    pub colors: SwarmColors,
}

/// Which colour each member has.
#[derive(Clone, Debug, PartialEq)]
pub enum SwarmColors {
    /// One for each optimizer; member `m` has colour `m % len`.
    ByRun(Vec<Color>),
    /// The colour that the surface has at the loss where the member ends.
    ByLoss,
    /// One for each minimum; members at further ones, and those that reached none, have colours of their own.
    ByMinimum {
        /// For each member, the index of its minimum; empty until all are computed.
        of: Arc<Vec<Option<u8>>>,
        /// Colours of the first minima.
        colors: Vec<Color>,
        /// The colour of all further ones.
        further: Color,
        /// The colour of members that reached none.
        none: Color,
    },
}

impl PartialEq for ShownSwarm {
    /// Chunks do not change, so it is enough to tell where they are kept.
    fn eq(&self, other: &Self) -> bool {
        let same_chunk = |(a, b): (&Arc<SwarmChunk>, &Arc<SwarmChunk>)| Arc::ptr_eq(a, b);
        self.chunks.len() == other.chunks.len()
            && self.chunks.iter().zip(&*other.chunks).all(same_chunk)
            && (self.members, self.rows, self.shown_row)
                == (other.members, other.rows, other.shown_row)
            && self.colors == other.colors
    }
}

/// How discs and trails are drawn; sizes in pixels at 1280 wide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwarmLook {
    /// Capsules in the trail of each member.
    pub segments: usize,
    /// Kept rows that one capsule spans.
    pub span: f32,
    /// Radius of a disc.
    pub radius: f32,
    /// Half the width of a trail.
    pub half_width: f32,
    /// How strong a disc is, 0 to 1.
    pub opacity: f32,
    /// How strong the young end of a trail is, 0 to 1.
    pub trail_opacity: f32,
}

/// Capsules of all trails at most: a software adapter sets up about three million triangles a second.
const MOST_SEGMENTS: usize = 40_000;
/// Capsules in the trail of one member at most.
const LONGEST_TRAIL: usize = 12;
/// Kept rows that the trails of many members span at least.
const SHORTEST_TRAIL_ROWS: f32 = 2.0;
/// Discs have this radius in pixels at 1280 wide where there are few, and cover the same area together where there are
/// more, down to the least radius that is still seen.
const RADIUS_PX: f32 = 3.6;
const FEW: f32 = 500.0;
const LEAST_RADIUS_PX: f32 = 0.9;

impl ShownSwarm {
    /// The more members, the smaller their discs, the shorter and fainter their trails.
    #[must_use]
    pub fn look(&self) -> SwarmLook {
        let segments = (MOST_SEGMENTS / self.members.max(1)).clamp(1, LONGEST_TRAIL);
        let crowd = (FEW / self.members.max(1) as f32).sqrt().min(1.0);
        let radius = (RADIUS_PX * crowd).max(LEAST_RADIUS_PX);
        SwarmLook {
            segments,
            span: (SHORTEST_TRAIL_ROWS / segments as f32).max(1.0),
            radius,
            half_width: (0.3 * radius).max(0.5),
            opacity: 0.55 + 0.45 * crowd,
            trail_opacity: 0.12 + 0.65 * crowd,
        }
    }

    /// The colour of each member as red, green, blue and opacity; those that are not computed yet have none.
    #[must_use]
    pub fn member_colors(&self, world: &World, colormap: Colormap) -> Vec<[u8; 4]> {
        const SHADES: usize = 256;
        let shades = colormap.colors(SHADES);
        let mut colors = vec![[0; 4]; self.members];
        for chunk in &*self.chunks {
            let ways = chunk.samples.chunks_exact(3 * self.rows.max(1));
            for (member, way) in (chunk.first..).zip(ways) {
                let color = match &self.colors {
                    SwarmColors::ByRun(colors) => colors[member % colors.len().max(1)],
                    SwarmColors::ByLoss => {
                        let height = world.height.height(f64::from(way[way.len() - 1]));
                        shades[(height * (SHADES - 1) as f64).round() as usize]
                    }
                    SwarmColors::ByMinimum { of, colors, further, none } => {
                        match of.get(member).copied().flatten() {
                            Some(index) => *colors.get(usize::from(index)).unwrap_or(further),
                            None => *none,
                        }
                    }
                };
                let [r, g, b] = color.0;
                colors[member] = [r, g, b, 255];
            }
        }
        colors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, HeightScale, Survey};
    use crate::scene::HeightMap;

    fn shown(colors: SwarmColors) -> ShownSwarm {
        let chunk = |first, losses: &[f32]| {
            let samples = losses.iter().flat_map(|loss| [0.0, 0.0, 9.0, 0.0, 0.0, *loss]).collect();
            Arc::new(SwarmChunk { first, samples })
        };
        let chunks = Arc::new(vec![chunk(0, &[0.0, 1.0]), chunk(3, &[2.0])]);
        ShownSwarm { chunks, members: 5, rows: 2, shown_row: 0.0, colors }
    }

    fn world() -> World {
        let height = HeightMap::fit(
            Some(HeightScale::Linear),
            &Survey::of_losses(&[0.0, 1.0, 2.0]),
            0.0,
            2.0,
        );
        World { domain: Domain::square(-1.0, 1.0), height, rise: 1.0 }
    }

    fn colors(colors: SwarmColors) -> Vec<[u8; 4]> {
        shown(colors).member_colors(&world(), Colormap::Viridis)
    }

    #[test]
    fn members_to_come_have_no_colour() {
        let [red, blue] = [Color([255, 0, 0]), Color([0, 0, 255])];
        let (r, b, none) = ([255, 0, 0, 255], [0, 0, 255, 255], [0; 4]);
        assert_eq!(colors(SwarmColors::ByRun(vec![red, blue])), [r, b, none, b, none]);
    }

    #[test]
    fn a_loss_has_the_colour_of_the_surface_there() {
        let shades = Colormap::Viridis.colors(256);
        let seen = colors(SwarmColors::ByLoss);
        for (member, shade) in [(0, 0), (1, 128), (3, 255)] {
            assert_eq!(seen[member][..3], shades[shade].0, "member {member}");
        }
    }

    #[test]
    fn minima_have_colours_and_the_rest_is_told_apart() {
        let colors_of = [1, 2, 3].map(|k| Color([k; 3]));
        let by = SwarmColors::ByMinimum {
            of: Arc::new(vec![Some(0), Some(7), None, None, None]),
            colors: vec![colors_of[0]],
            further: colors_of[1],
            none: colors_of[2],
        };
        let seen = colors(by);
        assert_eq!([seen[0][0], seen[1][0], seen[3][0]], [1, 2, 3]);
    }
}
