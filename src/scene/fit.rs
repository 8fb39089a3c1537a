//! What the runs say about the data at the playhead: fitted curves over one feature, decision regions over two.

use std::sync::Arc;

use super::{Color, PathStyle};
use crate::objective::{Domain, Interval};

/// The data with what the runs make of it, drawn in a card beside the surface.
#[derive(Clone, Debug, PartialEq)]
pub enum FitPlot {
    /// One feature: a curve for each run and output.
    Curves(FitCurves),
    /// Two features: what one run says of every place, and where all runs change their minds.
    Regions(Regions),
}

/// Data with one feature, and the fitted curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitCurves {
    /// Names of the input and the target column.
    pub columns: [String; 2],
    /// The data: input and target of each row, in the units of the data.
    pub points: Arc<Vec<[f64; 2]>>,
    /// The fitted curve of each run at the playhead, as points from left to right.
    pub curves: Vec<(PathStyle, Vec<[f64; 2]>)>,
}

/// Data with two features, and the decision regions.
#[derive(Clone, Debug, PartialEq)]
pub struct Regions {
    /// The run whose regions these are; empty where there is only one.
    pub title: String,
    /// How good they are, or what the colours mean.
    pub note: String,
    /// Names of the two features.
    pub columns: [String; 2],
    /// The part of the plane of the features that is shown, in the units of the data.
    pub domain: Domain,
    /// What the shades stand for.
    pub key: RegionKey,
    /// The data: the two features of each row with what it is.
    pub points: Arc<Vec<([f64; 2], Shade)>>,
    /// What the run says; nothing before its first row.
    pub map: Option<Arc<RegionMap>>,
    /// Where the runs change from one class to another, that of the map last.
    pub boundaries: Vec<Boundary>,
}

/// What the shades of a map stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum RegionKey {
    /// Classes with their names and colours.
    Classes(Vec<(String, Color)>),
    /// Values between two ends, in the colours of the colour map.
    Values(Interval),
}

/// What a place or a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shade {
    /// The class; 0 for values.
    pub class: u16,
    /// How sure it is, from 0 where two classes are as likely to 1; of values their share between the ends.
    pub strength: f32,
}

/// What one run says on a grid over the two features.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionMap {
    /// Samples along each side, both ends included.
    pub side: usize,
    /// Row-major, `[j * side + i]`, row `j` of the second feature from low to high.
    pub shades: Vec<Shade>,
}

/// Where a run changes from one class to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The colour of the run.
    pub style: PathStyle,
    /// Lines in the units of the data.
    pub lines: Arc<Vec<Vec<[f64; 2]>>>,
}
