//! Round tick numbers: 1-2-5 steps on a linear axis, powers of ten on a logarithmic one.

use super::HeightMap;
use crate::objective::HeightScale;

/// Round numbers within `min..=max`, at most about `count` of them, in steps of 1, 2 or 5 times a power of ten.
pub fn linear(min: f64, max: f64, count: usize) -> Vec<f64> {
    let span = max - min;
    if !(span.is_finite() && span > 0.0) || count == 0 {
        return vec![min];
    }
    let raw = span / count as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|m| m * power)
        .into_iter()
        .find(|step| *step >= raw * 0.999)
        .unwrap_or(raw);
    let (first, last) = ((min / step - 1e-9).ceil() as i64, (max / step + 1e-9).floor() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Round numbers within `min..=max`, both positive, at most about `count` of them, for a logarithmic axis: powers of ten,
/// every second or third of them where there are many, and 2 and 5 times each where there are few.
pub fn logarithmic(min: f64, max: f64, count: usize) -> Vec<f64> {
    let (first, last) = ((min.log10() - 1e-9).ceil() as i32, (max.log10() + 1e-9).floor() as i32);
    let decades = usize::try_from(last - first + 1).unwrap_or(0);
    let is_inside = |value: &f64| (min * (1.0 - 1e-9)..=max * (1.0 + 1e-9)).contains(value);
    let times = |factors: &'static [f64], exponent: i32| {
        // Through text, so that each number is the double nearest to its digits.
        factors.iter().filter_map(move |factor| format!("{factor}e{exponent}").parse().ok())
    };
    if decades >= 2 && 3 * decades > count {
        let stride = decades.div_ceil(count.max(1)) as i32;
        let round = (first..=last).filter(|exponent| exponent.rem_euclid(stride) == 0);
        return round.flat_map(|exponent| times(&[1.0], exponent)).collect();
    }
    let values = (first - 1..=last).flat_map(|exponent| times(&[1.0, 2.0, 5.0], exponent));
    let values: Vec<f64> = values.filter(is_inside).collect();
    if values.len() < 2 { linear(min, max, count) } else { values }
}

/// Ticks of the loss axis: losses whose heights are spread over the box.
pub fn loss(map: &HeightMap, count: usize) -> Vec<f64> {
    let spread = match map.scale {
        HeightScale::Linear => Vec::new(),
        _ => spread(&candidates(map), map, count),
    };
    // A narrow range has no two round numbers on any scale.
    if spread.len() < 2 { whole(map.low, map.high, count) } else { spread }
}

/// Share of an axis that is not seen: two numbers nearer than that may be taken for one.
const UNSEEN: f64 = 0.002;

/// Round numbers that show both ends where these are round, such as 0, 6, 12, 18; otherwise those of [`linear`]. An end
/// that misses a round number by less than can be seen counts as that number.
fn whole(low: f64, high: f64, count: usize) -> Vec<f64> {
    let unseen = UNSEEN * (high - low);
    let usual = linear(low - unseen, high + unseen, count);
    let shows = |end: f64| usual.iter().any(|tick| (tick - end).abs() <= unseen);
    if shows(low) && shows(high) || low >= high {
        return usual;
    }
    let power = 10f64.powf(((high - low) / count.max(1) as f64).log10().floor());
    let steps = [1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0].map(|m| m * power);
    let is_multiple = |end: f64, step: f64| (end - (end / step).round() * step).abs() <= unseen;
    let even = |step: &f64| {
        let intervals = ((high - low) / step).round();
        (2.0..=count as f64).contains(&intervals)
            && is_multiple(low, *step)
            && is_multiple(high, *step)
    };
    let Some(step) = steps.into_iter().find(even) else { return usual };
    let (first, last) = ((low / step).round() as i64, (high / step).round() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Every 1, 2, 5 times a power of ten within the map, and zero; the decades alone where a scale spans many.
fn candidates(map: &HeightMap) -> Vec<f64> {
    let largest = map.low.abs().max(map.high.abs());
    let top = largest.log10().ceil() as i32;
    let mut values = vec![0.0];
    for exponent in (top - 12)..=top {
        for mantissa in [1.0, 2.0, 5.0] {
            let value = mantissa * 10f64.powi(exponent);
            values.extend([value, -value]);
        }
    }
    values.retain(|v| *v >= map.low - 1e-9 * largest && *v <= map.high + 1e-9 * largest);
    values.sort_by(f64::total_cmp);
    values
}

/// Keeps ticks at least `1 / count` apart in height; decades first, then 5s, then 2s.
fn spread(values: &[f64], map: &HeightMap, count: usize) -> Vec<f64> {
    let gap = 0.7 / count.max(1) as f64;
    let rank = |v: f64| {
        if v == 0.0 {
            return 0;
        }
        match (v.abs() / 10f64.powf(v.abs().log10().floor() + 1e-12)).round() as i64 {
            1 | 10 => 0,
            5 => 1,
            _ => 2,
        }
    };
    let mut kept: Vec<f64> = Vec::new();
    for wanted in 0..3 {
        for &value in values.iter().filter(|v| rank(**v) == wanted) {
            let height = map.height(value);
            if kept.iter().all(|k| (map.height(*k) - height).abs() >= gap) {
                kept.push(value);
            }
        }
    }
    kept.sort_by(f64::total_cmp);
    kept
}

/// A number in the fewest digits that read well, with a real minus sign: `0.25`, `−3`, `1.5×10⁶`.
pub fn number(value: f64) -> String {
    written(value, 4, 3)
}

/// A number in so many significant digits, without zeros at the end.
pub fn number_to(value: f64, digits: usize) -> String {
    written(value, digits, digits)
}

/// A number with the significant digits that it has as a plain and as a scientific one.
fn written(value: f64, plain: usize, scientific: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return if value.is_nan() {
            "NaN".to_owned()
        } else if value > 0.0 {
            "∞".to_owned()
        } else {
            "−∞".to_owned()
        };
    }
    let magnitude = value.abs();
    let text = if (1e-3..1e5).contains(&magnitude) {
        let last = plain as i32 - 1 - magnitude.log10().floor() as i32;
        let decimals = last.clamp(0, plain.max(4) as i32 + 2) as usize;
        trimmed(&format!("{magnitude:.decimals$}"))
    } else {
        let exponent = magnitude.log10().floor() as i32;
        let decimals = scientific.saturating_sub(1);
        let mantissa = trimmed(&format!("{:.decimals$}", magnitude / 10f64.powi(exponent)));
        let power = format!("10{}", superscript(exponent));
        match mantissa.as_str() {
            "1" => power,
            "10" => format!("10{}", superscript(exponent + 1)),
            _ => format!("{mantissa}×{power}"),
        }
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// Texts of the ticks of one axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// One text a tick.
    pub texts: Vec<String>,
    /// What all texts leave out, such as `×10⁻⁷` or `+ 1000000`; empty if they are whole.
    pub note: String,
}

/// Significant digits of a tick at most; where more are needed to tell neighbours apart, all leave out a common part.
const MOST_DIGITS: i32 = 5;

/// The ticks of one axis in the fewest digits that tell neighbours apart. Even ticks that are all very small, very large
/// or far from zero leave out a common factor or part, which stands in the note.
pub fn labels(values: &[f64]) -> Labels {
    let plain =
        || Labels { texts: values.iter().map(|v| number(*v)).collect(), note: String::new() };
    let Some(step) = even_step(values) else { return plain() };
    let largest = |values: &[f64]| values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let mut rest = values.to_vec();
    let mut note = Vec::new();
    if largest(values) / step >= 10f64.powi(MOST_DIGITS) {
        let unit = 10f64.powf((step * values.len() as f64).log10().ceil());
        let common = (values[0] / unit).floor() * unit;
        rest.iter_mut().for_each(|value| *value -= common);
        note.push(common);
    }
    let size = largest(&rest);
    let exponent = if (1e-3..1e5).contains(&size) { 0 } else { size.log10().floor() as i32 };
    let scale = 10f64.powi(exponent);
    let decimals = decimals(&rest, step, scale);
    let texts = rest.iter().map(|value| fixed(value / scale, decimals)).collect();
    let factor =
        if exponent == 0 { String::new() } else { format!("×10{}", superscript(exponent)) };
    let part = note.first().map(|common| {
        let sign = if *common < 0.0 { '−' } else { '+' };
        format!("{sign} {}", whole_number(common.abs()))
    });
    let parts = [Some(factor).filter(|text| !text.is_empty()), part];
    Labels { texts, note: parts.into_iter().flatten().collect::<Vec<_>>().join(" ") }
}

/// The distance of neighbours, if there are at least two and all are equally far apart.
fn even_step(values: &[f64]) -> Option<f64> {
    let [first, second, ..] = values else { return None };
    let step = second - first;
    let is_even = |pair: &[f64]| ((pair[1] - pair[0]) / step - 1.0).abs() < 0.01;
    (step > 0.0 && step.is_finite() && values.windows(2).all(is_even)).then_some(step)
}

/// Decimals after which no value is further from its text than a hundredth of the step.
fn decimals(values: &[f64], step: f64, scale: f64) -> usize {
    let is_told = |decimals: &usize| {
        let unit = 10f64.powi(-(*decimals as i32));
        let error = |value: &f64| (value / scale - (value / scale / unit).round() * unit).abs();
        values.iter().all(|value| error(value) <= 0.01 * step / scale)
    };
    (0..=12).find(is_told).unwrap_or(12)
}

/// A number with so many decimals at most, and a real minus sign.
fn fixed(value: f64, decimals: usize) -> String {
    let text = trimmed(&format!("{:.decimals$}", value.abs()));
    if value < 0.0 && text != "0" { format!("−{text}") } else { text }
}

/// A number of few digits, written out where that is not longer than its power of ten.
fn whole_number(value: f64) -> String {
    if (1e-3..1e9).contains(&value) { fixed(value, 6) } else { number(value) }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

fn superscript(exponent: i32) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let sign = if exponent < 0 { "⁻" } else { "" };
    let body: String = exponent
        .unsigned_abs()
        .to_string()
        .bytes()
        .map(|b| digits[usize::from(b - b'0')])
        .collect();
    format!("{sign}{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_five() {
        assert_eq!(linear(-2.0, 2.0, 5), [-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(linear(0.0, 18.0, 5), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(linear(-1.0, 3.0, 4), [-1.0, 0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn logarithmic_axes_have_decades_or_one_two_five() {
        assert_eq!(logarithmic(1e-5, 10.0, 8), [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0]);
        assert_eq!(logarithmic(1e-5, 10.0, 4), [1e-4, 1e-2, 1.0]);
        assert_eq!(logarithmic(0.3, 30.0, 8), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0]);
        // Too narrow for two round numbers: even steps, whose texts are what an axis shows.
        let narrow: Vec<String> = logarithmic(0.25, 0.45, 4).into_iter().map(number).collect();
        assert_eq!(narrow, ["0.25", "0.3", "0.35", "0.4", "0.45"]);
    }

    #[test]
    fn ticks_have_the_fewest_digits_that_tell_them_apart() {
        for (values, texts, note) in [
            ([-0.3, 0.0, 0.1 * 3.0], ["−0.3", "0", "0.3"], ""),
            ([0.0, 0.25, 0.5], ["0", "0.25", "0.5"], ""),
            ([1000.1, 1000.2, 1000.3], ["1000.1", "1000.2", "1000.3"], ""),
            ([1000.001, 1000.002, 1000.003], ["0.001", "0.002", "0.003"], "+ 1000"),
            ([1e6 + 0.1, 1e6 + 0.2, 1e6 + 0.3], ["0.1", "0.2", "0.3"], "+ 1000000"),
            ([-1e6, -1e6 + 0.5, -1e6 + 1.0], ["0", "0.5", "1"], "− 1000000"),
            ([1e-7, 2e-7, 3e-7], ["1", "2", "3"], "×10⁻⁷"),
            ([0.0, 5e5, 1e6], ["0", "0.5", "1"], "×10⁶"),
            ([0.0, 1e4, 2e4], ["0", "10000", "20000"], ""),
            ([1e12 + 1.0, 1e12 + 2.0, 1e12 + 3.0], ["1", "2", "3"], "+ 10¹²"),
            // Not even: each by itself.
            ([1.0, 10.0, 1e6], ["1", "10", "10⁶"], ""),
        ] {
            let labels = labels(&values);
            assert_eq!(
                (labels.texts, labels.note.as_str()),
                (texts.map(String::from).to_vec(), note)
            );
        }
        assert_eq!(labels(&[2e-5]).texts, ["2×10⁻⁵"]);
    }

    #[test]
    fn no_two_ticks_of_any_range_have_one_text() {
        for (min, max) in [
            (1000.1, 1000.5),
            (1e-7, 3e-7),
            (-0.3, 0.3),
            (-1e-12, 1e-12),
            (99_999.0, 100_001.0),
            (-5e8, -4.9e8),
            (0.999_999, 1.000_001),
            (-1e30, 2e30),
            (0.0, 7.0),
        ] {
            for count in 2..11 {
                let ticks = linear(min, max, count);
                let labels = labels(&ticks);
                let mut texts = labels.texts.clone();
                texts.dedup();
                assert_eq!(texts.len(), ticks.len(), "{min} to {max}: {labels:?}");
                assert!(texts.iter().all(|t| t.chars().count() <= 7), "{min} to {max}: {labels:?}");
            }
        }
    }

    fn linear_map(low: f64, high: f64) -> HeightMap {
        HeightMap {
            scale: HeightScale::Linear,
            low,
            high,
            origin: low,
            knee: 1.0,
            field_min: low,
            field_max: high,
        }
    }

    #[test]
    fn a_loss_axis_shows_its_ends_where_they_are_round() {
        assert_eq!(loss(&linear_map(0.0, 18.0), 6), [0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0]);
        assert_eq!(loss(&linear_map(0.0, 18.0), 5), [0.0, 6.0, 12.0, 18.0]);
        // The lowest sample of an even grid misses the minimum by what cannot be seen.
        assert_eq!(loss(&linear_map(2.8e-4, 18.0), 5), [0.0, 6.0, 12.0, 18.0]);
        assert_eq!(loss(&linear_map(0.0, 20.0), 5), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(loss(&linear_map(0.3, 17.9), 5), [5.0, 10.0, 15.0]);
    }

    #[test]
    fn a_narrow_range_has_ticks_on_every_scale() {
        for scale in HeightScale::ALL {
            let map = HeightMap { scale, origin: 0.0, ..linear_map(1000.1, 1000.5) };
            let ticks = loss(&map, 5);
            assert!(ticks.len() >= 3, "{scale:?}: {ticks:?}");
        }
    }

    #[test]
    fn numbers_are_short_and_carry_a_real_minus() {
        for (value, text) in [
            (0.25, "0.25"),
            (-3.0, "−3"),
            (1.5e6, "1.5×10⁶"),
            (1e-4, "10⁻⁴"),
            (100.0, "100"),
            (0.0, "0"),
            (2500.0, "2500"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn logarithmic_ticks_are_decades_where_they_fit() {
        let map = HeightMap {
            scale: HeightScale::Log,
            low: 0.01,
            high: 2500.0,
            origin: 0.0,
            knee: 1.0,
            field_min: 0.0,
            field_max: 2500.0,
        };
        let ticks = loss(&map, 6);
        assert!(
            [0.01, 1.0, 1000.0].iter().all(|d| ticks.iter().any(|t| (t / d - 1.0).abs() < 1e-9)),
            "{ticks:?}"
        );
        assert!(ticks.len() <= 8, "{ticks:?}");
    }
}
