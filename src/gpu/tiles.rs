//! Tiles: bands of rows that one submission each evaluates. Dear losses get thin tiles, so that the window keeps answering
//! and no driver watchdog fires.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Gpu;

/// What a tile should take.
const TILE_TIME: Duration = Duration::from_millis(12);

/// A submitted tile.
struct Tile {
    since: Instant,
    /// How often someone has looked whether it is done: in a window, once a frame.
    looks: u32,
    done: Arc<AtomicBool>,
}

impl Tile {
    /// Rows of the next tile: more when this one was done at the first look, fewer when it outlasted several. The clock
    /// alone would not tell, since between two looks the adapter may draw a whole frame.
    fn next_rows(&self, rows: u32) -> u32 {
        let is_quick = self.looks == 1 || self.since.elapsed() < TILE_TIME;
        match self.looks {
            _ if is_quick => rows.saturating_mul(2),
            0..=2 => rows,
            _ => rows / 2,
        }
    }
}

/// How far an evaluation has come, and how large its next tile is.
pub(super) struct Tiles {
    /// Rows of the grid.
    rows: u32,
    /// First row that no tile has.
    pub(super) next_row: u32,
    /// Rows of the next tile.
    pub(super) tile_rows: u32,
    tile: Option<Tile>,
}

impl Tiles {
    pub(super) fn new(rows: u32, tile_rows: u32) -> Self {
        Self { rows, next_row: 0, tile_rows: tile_rows.clamp(1, rows), tile: None }
    }

    /// Whether every row has a tile.
    pub(super) fn are_submitted(&self) -> bool {
        self.next_row >= self.rows
    }

    /// Whether the last tile is done, or there is none: then the pace of the next one is set.
    pub(super) fn is_free(&mut self) -> bool {
        let Some(tile) = &mut self.tile else { return true };
        tile.looks += 1;
        if !tile.done.load(Ordering::Acquire) {
            return false;
        }
        self.tile_rows = tile.next_rows(self.tile_rows).clamp(1, self.rows);
        self.tile = None;
        true
    }

    /// Watches what was submitted last.
    pub(super) fn watch(&mut self, gpu: &Gpu) {
        let done = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&done);
        gpu.queue.on_submitted_work_done(move || flag.store(true, Ordering::Release));
        self.tile = Some(Tile { since: Instant::now(), looks: 0, done });
    }
}
