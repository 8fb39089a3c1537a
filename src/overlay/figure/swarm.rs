//! Swarms: a disc for each member and a trail that fades with its age. Twin of `shaders/swarm.wgsl`.

use egui::Pos2;
use svg::node::element::{Circle, Group, Path};

use super::FigurePane;
use super::write::{line_data, number, share};
use crate::scene::{Color, ShownSwarm, SwarmLook};

/// How strong the halo of a disc is, 0 to 1.
const HALO_STRENGTH: f32 = 0.7;
/// Pieces of trails fainter than this are left out: a thousand of them are not seen.
const FAINTEST: f32 = 0.004;

/// The swarm of a pane.
pub(super) fn group(pane: &FigurePane<'_>) -> Group {
    let Some(swarm) = &pane.scene.swarm else { return Group::new() };
    let look = swarm.look();
    let colors = swarm.member_colors(&pane.scene.world, pane.scene.style.colormap);
    let halo_width = (0.45 * (look.radius - 1.2)).clamp(0.0, 0.8);
    let halo = pane.scene.style.theme.halo().hex();
    let (mut trails, mut discs) = (Group::new(), Group::new());
    for chunk in &*swarm.chunks {
        let rows = chunk.samples.chunks_exact(3 * swarm.rows.max(1));
        for (member, samples) in (chunk.first..).zip(rows) {
            let [r, g, b, _] = colors[member];
            let way = Way { pane, swarm, samples };
            trails = trail(trails, &way, &look, &Color([r, g, b]).hex());
            let Some((at, strength)) = way.place(swarm.shown_row) else { continue };
            let opacity = strength * look.opacity;
            if halo_width > 0.0 {
                let under = disc(at, look.radius + halo_width, &halo, HALO_STRENGTH * opacity);
                discs = discs.add(under);
            }
            discs = discs.add(disc(at, look.radius, &Color([r, g, b]).hex(), opacity));
        }
    }
    Group::new()
        .add(trails.set("fill", "none").set("stroke-width", number(2.0 * look.half_width)))
        .add(discs)
}

fn disc(at: Pos2, radius: f32, color: &str, opacity: f32) -> Circle {
    Circle::new()
        .set("cx", number(at.x))
        .set("cy", number(at.y))
        .set("r", number(radius))
        .set("fill", color)
        .set("fill-opacity", share(opacity))
}

/// The pieces of a member's trail, the youngest first.
fn trail(mut trails: Group, way: &Way<'_>, look: &SwarmLook, color: &str) -> Group {
    for age in 0..look.segments {
        let young = way.swarm.shown_row - age as f32 * look.span;
        if young <= 0.0 {
            break;
        }
        let ends = (way.place(young), way.place((young - look.span).max(0.0)));
        let (Some((to, here)), Some((from, there))) = ends else { continue };
        let youth = 1.0 - age as f32 / look.segments as f32;
        let opacity = here * there * look.trail_opacity * youth * youth;
        if opacity > FAINTEST {
            let piece = Path::new()
                .set("d", line_data([from, to], false))
                .set("stroke", color)
                .set("stroke-opacity", share(opacity));
            trails = trails.add(piece);
        }
    }
    trails
}

/// The kept rows of one member.
struct Way<'a> {
    pane: &'a FigurePane<'a>,
    swarm: &'a ShownSwarm,
    /// Both parameters and the loss of each row.
    samples: &'a [f32],
}

impl Way<'_> {
    /// Where the member is at a fractional row, and how strong it is there: outside the box it fades away.
    fn place(&self, row: f32) -> Option<(Pos2, f32)> {
        let before = row.max(0.0) as usize;
        let world = |row: usize| {
            let first = 3 * row.min(self.swarm.rows - 1);
            let &[x, y, loss] = self.samples.get(first..first + 3)? else { return None };
            let [x, y, loss] = [x, y, loss].map(f64::from);
            loss.is_finite().then(|| self.pane.scene.world.position(x, y, loss))
        };
        let at = world(before)?.lerp(world(before + 1)?, row.max(0.0).fract());
        let away = ((at.x.abs().max(at.y.abs()) - 1.0) / 0.3).clamp(0.0, 1.0);
        let strength = 1.0 - away * away * (3.0 - 2.0 * away);
        let place = self.pane.layout.project(&self.pane.scene.camera, at)?;
        (strength > 0.0 && place.is_finite()).then_some((place, strength))
    }
}
