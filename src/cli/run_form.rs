//! The form in which `fallline run` gives its numbers: a flag says it, or the file's ending.

use std::path::Path;

use super::args::RunFormat;
use super::failure::Failure;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunForm {
    /// Text.
    Printed(RunFormat),
    /// Arrays.
    Npz,
}

impl RunForm {
    /// The form that the flag asks for, or else the ending of the file; a table without either.
    pub(super) fn of(format: Option<RunFormat>, output: Option<&Path>) -> Result<Self, Failure> {
        let by_ending = output.and_then(Self::by_ending);
        match (format.map(Self::Printed), by_ending, output) {
            (Some(asked), Some(ending), Some(path)) if asked != ending => {
                let (asked, path) = (asked.name(), path.display());
                Err(Failure::wrong(format!(
                    "--format {asked} does not go with {path}: leave --format out, or choose another ending"
                )))
            }
            (asked, ending, _) => {
                Ok(asked.or(ending).unwrap_or(Self::Printed(RunFormat::default())))
            }
        }
    }

    fn by_ending(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str())?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "csv" => Self::Printed(RunFormat::Csv),
            "json" => Self::Printed(RunFormat::Json),
            "npz" => Self::Npz,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Printed(RunFormat::Table) => "table",
            Self::Printed(RunFormat::Csv) => "csv",
            Self::Printed(RunFormat::Json) => "json",
            Self::Npz => "npz",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_or_the_ending_says_the_form() {
        let form = |format, path: &str| RunForm::of(format, Some(Path::new(path)));
        let printed = RunForm::Printed;
        assert_eq!(RunForm::of(None, None).unwrap(), printed(RunFormat::Table));
        assert_eq!(form(None, "p.npz").unwrap(), RunForm::Npz);
        assert_eq!(form(None, "p.JSON").unwrap(), printed(RunFormat::Json));
        assert_eq!(form(None, "p.txt").unwrap(), printed(RunFormat::Table));
        assert_eq!(form(Some(RunFormat::Csv), "p.txt").unwrap(), printed(RunFormat::Csv));
        assert_eq!(form(Some(RunFormat::Csv), "p.csv").unwrap(), printed(RunFormat::Csv));
        assert!(form(Some(RunFormat::Json), "p.npz").is_err());
        assert!(form(Some(RunFormat::Table), "p.csv").is_err());
    }
}
