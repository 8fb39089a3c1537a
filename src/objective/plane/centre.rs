//! The centre of a plane: a point of the paths, or the mean of several.

use std::str::FromStr;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::error::PlaneError;

/// What a centre may be.
const CENTRES: &str =
    "the centre of a plane is \"initial\", \"final\", \"mean\" or the number of a step";

/// Runs that are named one by one in words at most; of more, their number is said.
const MOST_NAMED: usize = 4;

/// The weights of a run's rows, one point after the other, with the step of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightPath {
    /// Points of one number a parameter, row after row.
    pub points: Vec<f64>,
    /// The step that follows each row, rising.
    pub steps: Vec<u64>,
}

impl WeightPath {
    /// The last row of points of so many numbers.
    #[must_use]
    pub fn last(&self, parameters: usize) -> Option<&[f64]> {
        self.points.chunks_exact(parameters.max(1)).next_back()
    }

    /// A point of the path, whose points have so many numbers.
    pub fn point(&self, centre: Centre, parameters: usize) -> Result<Vec<f64>, PlaneError> {
        centre_of(&[self], parameters, centre)
    }
}

/// The point that a plane goes through; of several paths, the mean of what it is of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Read", into = "Written")]
pub enum Centre {
    /// Where the path begins.
    Initial,
    /// Where the path ends, as Li et al. (2018, section 7) have it.
    #[default]
    Final,
    /// The mean of all points, as principal components usually have it (Pearson, 1901).
    Mean,
    /// The last row that is not later than this step.
    Step(u64),
}

/// A centre in a scene file: a word or a step.
#[derive(Serialize)]
#[serde(untagged)]
enum Written {
    Step(u64),
    Word(String),
}

/// What stands in the place of a centre.
#[derive(Deserialize)]
#[serde(untagged)]
enum Read {
    Step(u64),
    Word(String),
    Other(IgnoredAny),
}

impl TryFrom<Read> for Centre {
    type Error = String;

    fn try_from(read: Read) -> Result<Self, String> {
        match read {
            Read::Step(step) => Ok(Self::Step(step)),
            Read::Word(word) => Self::of_word(&word),
            Read::Other(_) => Err(format!("{CENTRES}, which counts from 0")),
        }
    }
}

impl FromStr for Centre {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.trim().parse().map_or_else(|_| Self::of_word(text.trim()), |step| Ok(Self::Step(step)))
    }
}

impl From<Centre> for Written {
    fn from(centre: Centre) -> Self {
        let word = match centre {
            Centre::Initial => "initial",
            Centre::Final => "final",
            Centre::Mean => "mean",
            Centre::Step(step) => return Self::Step(step),
        };
        Self::Word(word.to_owned())
    }
}

impl Centre {
    fn of_word(word: &str) -> Result<Self, String> {
        match word {
            "initial" => Ok(Self::Initial),
            "final" => Ok(Self::Final),
            "mean" => Ok(Self::Mean),
            _ => Err(format!("{CENTRES}, not \"{word}\"")),
        }
    }

    /// The centre of these runs, counted from 1, out of so many, in words: whose it is, where there are several.
    pub(super) fn words(self, runs: &[usize], all: usize) -> String {
        let of = whose(runs, all);
        match (self, runs.len() > 1) {
            (Self::Initial, false) => format!("the first weights{of}"),
            (Self::Final, false) => format!("the final weights{of}"),
            (Self::Mean, false) => format!("the mean of the path{of}"),
            (Self::Step(step), false) => format!("step {step}{of}"),
            (Self::Initial, true) => format!("the mean first weights{of}"),
            (Self::Final, true) => format!("the mean final weights{of}"),
            (Self::Mean, true) => format!("the mean of the paths{of}"),
            (Self::Step(step), true) => format!("the mean weights at step {step}{of}"),
        }
    }
}

/// Whose a centre is: nothing of the only run, " of run 2", " of runs 1 and 3", " of 3 runs" where all count or many do.
fn whose(runs: &[usize], all: usize) -> String {
    match runs {
        [run] if all > 1 => format!(" of run {run}"),
        [] | [_] => String::new(),
        [first @ .., last] if runs.len() < all && runs.len() <= MOST_NAMED => {
            let first: Vec<String> = first.iter().map(usize::to_string).collect();
            format!(" of runs {} and {last}", first.join(", "))
        }
        _ if runs.len() < all => format!(" of {} of {all} runs", runs.len()),
        _ => format!(" of {} runs", runs.len()),
    }
}

/// Refuses a step that one of these runs, each with its number and its steps, does not take.
pub fn has_step(mut runs: impl Iterator<Item = (usize, u64)>, step: u64) -> Result<(), PlaneError> {
    let short = runs.find(|(_, steps)| *steps < step);
    short.map_or(Ok(()), |(run, steps)| Err(PlaneError::NoSuchStep { run, steps, step }))
}

/// The centre of paths of points with so many numbers.
pub(super) fn centre_of(
    paths: &[&WeightPath],
    parameters: usize,
    centre: Centre,
) -> Result<Vec<f64>, PlaneError> {
    let row = |index: usize| index * parameters..(index + 1) * parameters;
    let points: Vec<&[f64]> = match centre {
        Centre::Mean => paths.iter().flat_map(|p| p.points.chunks_exact(parameters)).collect(),
        Centre::Final => paths.iter().filter_map(|path| path.last(parameters)).collect(),
        Centre::Initial => paths.iter().filter_map(|path| path.points.get(row(0))).collect(),
        Centre::Step(step) => {
            let at = |path: &&WeightPath| {
                path.steps.partition_point(|known| *known <= step).saturating_sub(1)
            };
            paths.iter().filter_map(|path| path.points.get(row(at(path)))).collect()
        }
    };
    if points.is_empty() {
        return Err(PlaneError::NoPoints);
    }
    Ok(mean(points.into_iter(), parameters))
}

/// The mean of points.
pub(super) fn mean<'a>(points: impl Iterator<Item = &'a [f64]>, parameters: usize) -> Vec<f64> {
    let mut count = 0.0;
    let mut sum = vec![0.0; parameters];
    for point in points {
        count += 1.0;
        sum.iter_mut().zip(point).for_each(|(sum, x)| *sum += x);
    }
    // One point is its own mean to the last digit.
    sum.iter_mut().for_each(|sum| *sum /= count);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_whose_a_centre_is() {
        for (centre, runs, all, words) in [
            (Centre::Final, &[1][..], 1, "the final weights"),
            (Centre::Final, &[1], 3, "the final weights of run 1"),
            (Centre::Initial, &[1, 3], 3, "the mean first weights of runs 1 and 3"),
            (Centre::Mean, &[4, 1, 3], 5, "the mean of the paths of runs 4, 1 and 3"),
            (Centre::Mean, &[1, 2, 3], 3, "the mean of the paths of 3 runs"),
            (Centre::Step(7), &[2], 2, "step 7 of run 2"),
            (Centre::Step(7), &[1, 2, 3, 4, 5], 9, "the mean weights at step 7 of 5 of 9 runs"),
        ] {
            assert_eq!(centre.words(runs, all), words);
        }
    }
}
