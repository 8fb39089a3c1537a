//! Losses over one number, as the cards of sections and lines plot them.

use egui::{Align2, Painter, Pos2, Rect, Stroke, pos2, vec2};

use super::rich::elided;
use super::text::{TICK, color32};
use crate::objective::Interval;
use crate::scene::{HeightMap, Theme, ticks};

/// Share of the height of a plot that stays free above and below the curve.
const AIR: f32 = 0.07;

/// From numbers and losses to places in a plot.
pub(super) struct LossPlot {
    /// Where the curve is.
    pub(super) rect: Rect,
    /// Both ends of the axis below.
    pub(super) span: Interval,
    /// The scale of the losses between the ends of the upright axis.
    pub(super) map: HeightMap,
}

impl LossPlot {
    pub(super) fn x(&self, along: f64) -> f32 {
        let share = ((along - self.span.min) / self.span.length()) as f32;
        self.rect.min.x + share * self.rect.width()
    }

    /// The place of a share of the upright axis, 0 to 1.
    pub(super) fn up(&self, share: f64) -> f32 {
        self.rect.max.y - (AIR + (1.0 - 2.0 * AIR) * share as f32) * self.rect.height()
    }

    pub(super) fn at(&self, [along, loss]: [f64; 2]) -> Pos2 {
        pos2(self.x(along), self.up(self.map.height(loss)))
    }

    /// Grid and numbers of both axes.
    pub(super) fn axes(&self, painter: &Painter, theme: Theme) {
        let (plot, span) = (self.rect, self.span);
        let (quiet, grid) = (color32(theme.quiet_text()), Stroke::new(1.0, color32(theme.grid())));
        for along in ticks::linear(span.min, span.max, (plot.width() / 48.0) as usize) {
            let along = if along.abs() < 1e-9 * span.length() { 0.0 } else { along };
            let x = self.x(along);
            painter.vline(x, plot.y_range(), grid);
            let at = pos2(x, plot.max.y + 3.0);
            painter.text(at, Align2::CENTER_TOP, ticks::number(along), TICK, quiet);
        }
        for loss in ticks::loss(&self.map, ((plot.height() / 26.0) as usize).max(2)) {
            let y = self.up(self.map.height(loss));
            painter.hline(plot.x_range(), y, grid);
            let at = pos2(plot.min.x - 5.0, y);
            painter.text(at, Align2::RIGHT_CENTER, ticks::number(loss), TICK, quiet);
        }
    }

    /// The name of the axis below, under its numbers.
    pub(super) fn axis_name(&self, painter: &Painter, theme: Theme, name: &str) {
        let below = self.rect.center_bottom() + vec2(0.0, 32.0);
        let axis = elided(painter, name, &TICK, self.rect.width(), color32(theme.text()));
        let at = below - vec2(0.5 * axis.size().x, axis.size().y);
        painter.galley(at, axis, color32(theme.quiet_text()));
    }
}
