//! What is drawn of contours: lines with gaps for their labels, and where their dashes begin.

use super::{ContourLine, Contours};

/// Dash and gap of dashed contours in pixels at 1280 wide.
const DASH: [f32; 2] = [7.0, 4.5];

/// A piece of a line between two gaps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContourPiece {
    /// Index of the line.
    pub line: usize,
    /// From where to where, as lengths along the line.
    pub ends: [f32; 2],
    /// Whether it is all of a closed line.
    pub is_round: bool,
}

impl ContourPiece {
    /// Its length on the plane where the domain is 2 by 2.
    pub fn length(&self) -> f32 {
        self.ends[1] - self.ends[0]
    }

    /// Dash and gap, a little longer or shorter, so that a piece that is `length_px` long in a picture 1280 wide begins and
    /// ends with a whole dash, and one that goes all around has no seam.
    pub fn dash(&self, length_px: f32) -> [f32; 2] {
        let [dash, gap] = DASH;
        let missing = if self.is_round { 0.0 } else { gap };
        let periods = ((length_px + missing) / (dash + gap)).round().max(1.0);
        let stretch = length_px / (periods * (dash + gap) - missing);
        DASH.map(|part| part * stretch)
    }

    /// Its vertices as parameters, each with its length along the line.
    pub fn points<'a>(
        &self,
        line: &'a ContourLine,
    ) -> impl Iterator<Item = ([f64; 2], f32)> + use<'a> {
        let [from, to] = self.ends;
        let vertices = line.points.iter().copied().zip(line.lengths.iter().copied());
        let inner = vertices.filter(move |(_, at)| *at > from && *at < to);
        // The whole length of a closed line is its beginning again.
        let end =
            if to >= line.length() { line.points[line.points.len() - 1] } else { line.at(to) };
        std::iter::once((line.at(from), from)).chain(inner).chain([(end, to)])
    }
}

impl Contours {
    /// What is left of the lines between gaps, each given with the index of its line; by line.
    pub fn pieces(&self, gaps: &[(usize, [f32; 2])]) -> Vec<ContourPiece> {
        let mut all = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let own = gaps.iter().filter(|(of, _)| *of == index).map(|(_, gap)| *gap);
            all.extend(between(line, own.collect()).into_iter().map(|ends| ContourPiece {
                line: index,
                ends,
                is_round: line.is_closed && ends[1] - ends[0] == line.length(),
            }));
        }
        all
    }
}

/// What is left of a line between its gaps, from where to where. A gap over the seam of a closed line takes from both of
/// its ends.
fn between(line: &ContourLine, gaps: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let whole = line.length();
    let shifts: &[f32] = if line.is_closed { &[-whole, 0.0, whole] } else { &[0.0] };
    let shifted = |[from, to]: [f32; 2]| shifts.iter().map(move |by| [from + by, to + by]);
    let mut gaps: Vec<[f32; 2]> = gaps.into_iter().flat_map(shifted).collect();
    gaps.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut pieces = Vec::new();
    let mut from = 0.0_f32;
    for [start, end] in gaps {
        if start.min(whole) > from {
            pieces.push([from, start.min(whole)]);
        }
        from = from.max(end);
    }
    if from < whole {
        pieces.push([from, whole]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(is_closed: bool) -> ContourLine {
        let points = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        let lengths = vec![0.0, 1.0, 2.0, 3.0, 4.0];
        ContourLine { level: 0, points, lengths, is_closed, anchors: Vec::new() }
    }

    #[test]
    fn gaps_part_a_line() {
        assert_eq!(between(&line(false), vec![]), [[0.0, 4.0]]);
        assert_eq!(
            between(&line(false), vec![[2.5, 3.0], [0.5, 1.5]]),
            [[0.0, 0.5], [1.5, 2.5], [3.0, 4.0]]
        );
        assert_eq!(between(&line(true), vec![[1.0, 2.0]]), [[0.0, 1.0], [2.0, 4.0]]);
        assert_eq!(between(&line(true), vec![[-0.25, 0.25]]), [[0.25, 3.75]]);
        assert_eq!(
            between(&line(true), vec![[3.75, 4.25], [1.0, 2.0]]),
            [[0.25, 1.0], [2.0, 3.75]]
        );
    }

    #[test]
    fn dashes_are_whole_at_both_ends() {
        for (length_px, is_round) in [(300.0, false), (93.0, false), (300.0, true), (3.0, false)] {
            let [dash, gap] = ContourPiece { line: 0, ends: [0.0, 1.0], is_round }.dash(length_px);
            let periods = (length_px + if is_round { 0.0 } else { gap }) / (dash + gap);
            assert!((periods - periods.round()).abs() < 1e-3, "{length_px}: {periods}");
            assert!((gap / dash - DASH[1] / DASH[0]).abs() < 1e-6);
        }
    }

    #[test]
    fn a_piece_ends_where_its_gap_begins() {
        let places = |ends| {
            let piece = ContourPiece { line: 0, ends, is_round: false };
            piece.points(&line(true)).map(|(place, _)| place).collect::<Vec<_>>()
        };
        assert_eq!(places([0.5, 2.25]), [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0], [0.75, 1.0]]);
        let whole = places([0.0, 4.0]);
        assert_eq!((whole.len(), whole[4]), (5, [0.0, 0.0]));
    }
}
