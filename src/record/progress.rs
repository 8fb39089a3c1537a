//! A progress bar on standard error, on a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How much is done, how much is to do, and the time left. Silent where standard error is no terminal; gone
/// when dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for so many things, which are called `what`.
    #[must_use]
    pub fn of(count: u64, what: &'static str) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let target =
            if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}, {eta} left")
            .expect("the template is a valid constant")
            .progress_chars("=> ");
        Self {
            bar: ProgressBar::with_draw_target(Some(count), target)
                .with_style(style)
                .with_message(what),
        }
    }

    /// One more is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
