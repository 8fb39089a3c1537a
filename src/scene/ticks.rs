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
    match map.scale {
        HeightScale::Linear => linear(map.low, map.high, count),
        _ => spread(&candidates(map), map, count),
    }
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
