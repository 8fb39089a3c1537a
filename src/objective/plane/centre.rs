//! The centre of a plane: a point of the paths, or the mean of several.

use std::str::FromStr;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::error::PlaneError;

/// What a centre may be.
const CENTRES: &str =
    "the centre of a plane is \"initial\", \"final\", \"mean\" or the number of a step";

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

    /// The centre of so many paths, in words.
    pub(super) fn words(self, paths: usize) -> String {
        let of = if paths > 1 { format!(" of {paths} runs") } else { String::new() };
        match self {
            Self::Initial if paths > 1 => format!("the mean first weights{of}"),
            Self::Final if paths > 1 => format!("the mean final weights{of}"),
            Self::Initial => "the first weights".to_owned(),
            Self::Final => "the final weights".to_owned(),
            Self::Mean => format!("the mean of the path{}{of}", if paths > 1 { "s" } else { "" }),
            Self::Step(step) => format!("step {step}{of}"),
        }
    }
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
