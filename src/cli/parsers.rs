//! Values of flags: `MIN:MAX`, `X,Y`, `NXxNY`, words of a fixed set.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::args::Encoder;
use crate::optim::swarm::Draw;
use crate::optim::{Optimizer, Schedule};

/// `MIN:MAX`.
pub(super) fn interval(text: &str) -> Result<[f64; 2], String> {
    pair(text, ':').ok_or_else(|| "write it as MIN:MAX, such as -2:2".to_owned())
}

/// `KEY=MIN:MAX`.
pub(super) fn named_interval(text: &str) -> Result<(String, [f64; 2]), String> {
    let named = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let read = named.and_then(|(key, ends)| Some((key.trim().to_owned(), pair(ends, ':')?)));
    read.ok_or_else(|| "write it as KEY=MIN:MAX, such as momentum=0:0.99".to_owned())
}

/// `X,Y`.
pub(super) fn point(text: &str) -> Result<[f64; 2], String> {
    pair(text, ',').ok_or_else(|| "write it as X,Y, such as -1.5,2".to_owned())
}

/// `S` for both axes, or `SX,SY`.
pub(super) fn one_or_two(text: &str) -> Result<[f64; 2], String> {
    let both = text.trim().parse().ok().map(|both| [both; 2]);
    both.or_else(|| pair(text, ',')).ok_or_else(|| {
        "write it as a number for both axes, or SX,SY, such as 0.25 or 0.25,0.5".to_owned()
    })
}

/// `NXxNY`.
pub(super) fn size(text: &str) -> Result<[u32; 2], String> {
    pair(&text.to_lowercase(), 'x')
        .ok_or_else(|| "write it as two whole numbers, such as 1280x720".to_owned())
}

/// `NAME[:key=value,...]`.
pub(super) fn optimizer(text: &str) -> Result<Optimizer, String> {
    Optimizer::parse(text).map_err(|error| error.to_string())
}

/// `NAME[:key=value,...]`.
pub(super) fn schedule(text: &str) -> Result<Schedule, String> {
    Schedule::parse(text).map_err(|error| error.to_string())
}

/// `N[:grid|random]`.
pub(super) fn swarm(text: &str) -> Result<(u64, Option<Draw>), String> {
    let (count, draw) = match text.split_once(':') {
        Some((count, name)) => {
            (count, Some(Draw::ALL.into_iter().find(|d| d.name() == name.trim())))
        }
        None => (text, None),
    };
    match (count.trim().parse(), draw) {
        (Ok(count), None) => Ok((count, None)),
        (Ok(count), Some(Some(draw))) => Ok((count, Some(draw))),
        _ => Err("write it as a number of starts, or with how they are spread: 400, 400:grid, 400:random".to_owned()),
    }
}

/// `built-in` or `ffmpeg:ARGUMENTS`.
pub(super) fn encoder(text: &str) -> Result<Encoder, String> {
    match text.split_once(':').unwrap_or((text, "")) {
        ("built-in", "") => Ok(Encoder::BuiltIn),
        ("ffmpeg", arguments) => Ok(Encoder::Ffmpeg(arguments.to_owned())),
        _ => Err("write it as built-in or ffmpeg:ARGUMENTS, such as 'ffmpeg:-c:v libx265 -pix_fmt yuv420p'"
            .to_owned()),
    }
}

/// `on` or `off`.
pub(super) fn switch() -> impl TypedValueParser<Value = bool> {
    PossibleValuesParser::new(["on", "off"]).map(|text| text == "on")
}

/// One of a fixed set of names.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(move |member| name(*member))).map(
        move |text: String| {
            let found = all.iter().copied().find(|member| name(*member) == text);
            found.expect("only names of the set are let through")
        },
    )
}

fn pair<T: FromStr>(text: &str, separator: char) -> Option<[T; 2]> {
    let (first, second) = text.split_once(separator)?;
    Some([first.trim().parse().ok()?, second.trim().parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_with_signs_and_exponents() {
        assert_eq!(interval("-2:1e-3"), Ok([-2.0, 1e-3]));
        assert_eq!(point("-1.5, 2"), Ok([-1.5, 2.0]));
        assert_eq!(size("64x48"), Ok([64, 48]));
        assert_eq!(size("64X48"), Ok([64, 48]));
    }

    #[test]
    fn many_starts_are_a_number_and_perhaps_a_word() {
        assert_eq!(swarm("400"), Ok((400, None)));
        assert_eq!(swarm("9:random"), Ok((9, Some(Draw::Random))));
        for wrong in ["", "many", "4:", "4:spiral", ":grid", "-3", "1.5"] {
            assert!(swarm(wrong).unwrap_err().contains("400:random"), "{wrong}");
        }
    }

    #[test]
    fn the_arguments_of_ffmpeg_keep_their_colons() {
        let ffmpeg = |arguments: &str| Ok(Encoder::Ffmpeg(arguments.to_owned()));
        assert_eq!(encoder("ffmpeg:-c:v libx265"), ffmpeg("-c:v libx265"));
        assert_eq!(encoder("ffmpeg"), ffmpeg(""));
        assert_eq!(encoder("built-in"), Ok(Encoder::BuiltIn));
    }

    #[test]
    fn what_is_no_pair_is_answered_with_an_example() {
        assert!(interval("2").unwrap_err().contains("MIN:MAX"));
        assert!(point("1;2").unwrap_err().contains("X,Y"));
        assert!(size("64x-1").unwrap_err().contains("1280x720"));
        assert!(encoder("x264").unwrap_err().contains("ffmpeg:"));
    }
}
