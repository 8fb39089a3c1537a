//! A picture or film written beside the window: on a thread and a device of its own, so that neither waits for the other.

use std::path::PathBuf;
use std::thread::JoinHandle;

use crate::gpu::{Gpu, Prefer};
use crate::record::{self, FilmSettings, Interrupt};
use crate::session::Session;
use crate::spec::Spec;
use crate::ui::Order;

/// A file under way. Dropped, it stops; nothing half written stays behind.
pub(super) struct Recording {
    thread: Option<JoinHandle<anyhow::Result<PathBuf>>>,
    interrupt: Interrupt,
}

impl Recording {
    /// Starts to draw what the spec says.
    pub(super) fn start(spec: Spec, order: Order) -> Self {
        let interrupt = Interrupt::default();
        let for_thread = interrupt.clone();
        let thread = Some(std::thread::spawn(move || write(spec, &order, &for_thread)));
        Self { thread, interrupt }
    }

    /// Asks it to stop at the next frame.
    pub(super) fn stop(&self) {
        self.interrupt.request();
    }

    /// Where the file is, or why there is none; `None` while it is under way.
    pub(super) fn outcome(&mut self) -> Option<Result<PathBuf, String>> {
        let thread = self.thread.take_if(|thread| thread.is_finished())?;
        Some(match thread.join() {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the recording broke down".to_owned()),
        })
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // Whoever drops it does not ask how it ended.
            let _ = thread.join();
        }
    }
}

fn write(spec: Spec, order: &Order, interrupt: &Interrupt) -> anyhow::Result<PathBuf> {
    let gpu = Gpu::headless(Prefer::Fast)?;
    let film = spec.film.clone();
    let mut session = Session::new(spec)?;
    match order {
        Order::Picture(path) => Ok(record::render(&gpu, &mut session, film.size, path)?),
        Order::Film(path) => {
            let [width_px, height_px] = film.size;
            let settings =
                FilmSettings { width_px, height_px, fps: film.fps, frames: film.frames() };
            Ok(record::record(&gpu, &mut session, &settings, interrupt, path)?)
        }
    }
}
