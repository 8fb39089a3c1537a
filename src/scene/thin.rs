//! Long lines in few points, without losing a spike.

/// Points of a line at most.
const MOST_POINTS: usize = 2000;

/// The rows of a line of `len` rows that are drawn: the first, the last, and of each stretch between them the lowest and
/// the highest. Stretches are equally long, or ever longer for a logarithmic axis. A value that is not finite ends the line.
pub fn thinned(len: usize, is_log_x: bool, value: impl Fn(usize) -> f64) -> Vec<usize> {
    let len = (0..len).find(|row| !value(*row).is_finite()).unwrap_or(len);
    if len <= MOST_POINTS {
        return (0..len).collect();
    }
    let stretches = MOST_POINTS / 2 - 1;
    let edge = |k: usize| {
        let share = k as f64 / stretches as f64;
        let row = if is_log_x { (len as f64).powf(share) } else { share * len as f64 };
        (row.round() as usize).min(len)
    };
    let mut rows = vec![0];
    let mut begin = 0;
    for end in (1..=stretches).map(edge) {
        if end <= begin {
            continue;
        }
        let extreme = |better: fn(f64, f64) -> bool| {
            (begin..end).fold(
                begin,
                |best, row| {
                    if better(value(row), value(best)) { row } else { best }
                },
            )
        };
        let (low, high) = (extreme(|a, b| a < b), extreme(|a, b| a > b));
        rows.extend([low.min(high), low.max(high)]);
        begin = end;
    }
    rows.push(len - 1);
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_stay_and_of_many_the_extremes() {
        assert_eq!(thinned(5, false, |row| row as f64), [0, 1, 2, 3, 4]);
        let spikes = [(0, 9.0), (40_007, 50.0), (77_123, -50.0), (99_999, 3.0)];
        let value = |row: usize| {
            let spike = spikes.iter().find(|(at, _)| *at == row);
            spike.map_or((row % 2) as f64, |(_, value)| *value)
        };
        for is_log_x in [false, true] {
            let rows = thinned(100_000, is_log_x, value);
            assert!(rows.len() <= MOST_POINTS, "{}", rows.len());
            assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
            assert!(spikes.iter().all(|(at, _)| rows.contains(at)), "{is_log_x}");
        }
        // On a logarithmic axis the first decade is as wide as the last: none of its rows may be missing.
        let rows = thinned(100_000, true, value);
        assert!(rows.iter().take(100).copied().eq(0..100), "{:?}", &rows[..100]);
    }

    #[test]
    fn a_value_that_is_not_finite_ends_the_line() {
        let value = |row: usize| if row == 3 { f64::INFINITY } else { 1.0 };
        assert_eq!(thinned(9, false, value), [0, 1, 2]);
        assert!(thinned(9, false, |_| f64::NAN).is_empty());
    }
}
