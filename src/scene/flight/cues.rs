//! What switches at keys instead of moving: words, the number of iso-lines, which runs are shown. Nothing pops: what
//! differs fades.

/// Seconds of a fade.
const FADE_SECS: f64 = 0.35;

/// Words and how strong they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// The words.
    pub text: String,
    /// 0 to 1.
    pub strength: f32,
}

/// Values from given times on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cues<T> {
    /// When each begins to fade in, and what it is.
    cues: Vec<(f64, T)>,
}

impl<T: PartialEq> Cues<T> {
    /// In the order of time; `None` without any. A fade ends at the value's own time, so that a key shows what it says.
    pub(super) fn of(cues: impl IntoIterator<Item = (f64, T)>) -> Option<Self> {
        let begins = |(secs, value): (f64, T)| ((secs - FADE_SECS).max(0.0), value);
        let cues: Vec<_> = cues.into_iter().map(begins).collect();
        (!cues.is_empty()).then_some(Self { cues })
    }

    /// The value at a time, `None` before the first, and how strong it is: it fades out before another one fades in.
    pub(super) fn at(&self, secs: f64) -> (Option<&T>, f64) {
        let next = self.cues.partition_point(|(from, _)| *from <= secs);
        let value = |k: usize| self.cues.get(k).map(|(_, value)| value);
        let here = next.checked_sub(1).and_then(value);
        let mut strength = 1.0_f64;
        if let Some((from, value)) = next.checked_sub(1).map(|k| &self.cues[k]) {
            let is_new = next.checked_sub(2).is_none_or(|k| self.cues[k].1 != *value);
            // What stands from the first frame on is there at once.
            if is_new && *from > 0.0 {
                strength = strength.min((secs - from) / FADE_SECS);
            }
        }
        if let Some((until, value)) = self.cues.get(next)
            && here != Some(value)
        {
            strength = strength.min((until - secs) / FADE_SECS);
        }
        (here, smooth(strength))
    }

    /// A share that follows the values: `of` gives 0 to 1 for each, and for the time before the first (`None`).
    pub(super) fn share(&self, secs: f64, of: impl Fn(Option<&T>) -> f64) -> f64 {
        let next = self.cues.partition_point(|(from, _)| *from <= secs);
        let Some((from, value)) = next.checked_sub(1).map(|k| &self.cues[k]) else {
            return of(None);
        };
        let former = of(next.checked_sub(2).map(|k| &self.cues[k].1));
        let gone = if *from > 0.0 { smooth((secs - from) / FADE_SECS) } else { 1.0 };
        former + gone * (of(Some(value)) - former)
    }
}

impl Cues<String> {
    /// The words at a time; none before the first.
    pub(super) fn caption(&self, secs: f64) -> Option<Caption> {
        let (text, strength) = self.at(secs);
        Some(Caption { text: text?.clone(), strength: strength as f32 })
    }
}

fn smooth(share: f64) -> f64 {
    let s = share.clamp(0.0, 1.0);
    s * s * (3.0 - 2.0 * s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fade_where_they_differ_and_stay_where_they_do_not() {
        let cues = Cues::of([(0.0, 1), (2.0, 1), (4.0, 7)]).unwrap();
        assert_eq!(cues.at(0.0), (Some(&1), 1.0));
        assert_eq!(cues.at(2.0), (Some(&1), 1.0), "the same goes on");
        assert_eq!(cues.at(4.0), (Some(&7), 1.0), "a key shows what it says");
        assert!(cues.at(4.0 - FADE_SECS).1 < 1e-9);
        assert!(cues.at(3.55).1 < 0.5 && cues.at(3.75).1 < 0.5);
        assert_eq!(cues.at(5.0), (Some(&7), 1.0));
        assert!(Cues::<u32>::of([]).is_none());
    }

    #[test]
    fn a_share_crosses_over_without_a_gap() {
        let cues = Cues::of([(1.0, true), (3.0, true), (5.0, false)]).unwrap();
        let at = |secs| cues.share(secs, |on| f64::from(u8::from(*on.unwrap_or(&false))));
        assert_eq!((at(0.5), at(2.0), at(3.0), at(6.0)), (0.0, 1.0, 1.0, 0.0));
        assert!((0.1..0.9).contains(&at(0.82)));
    }
}
