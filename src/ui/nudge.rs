//! The keys of the probe: moved by small steps, copied, taken away.

use egui::{Context, Event, Key, Modifiers};

use super::{Explorer, Wish};
use crate::session::{Command, Session};

/// Share of the domain that a step moves the probe, and a fine one.
const STEP: f64 = 1.0 / 200.0;
const FINE_STEP: f64 = STEP / 10.0;

/// How the keys are written and what they do, for the list of keys.
pub(super) const LINES: [(&str, &str); 4] = [
    ("Alt+arrows", "move the probe by 1/200 of the domain"),
    ("Alt+Shift+arrows", "move it ten times finer"),
    ("Ctrl+C", "copy what the probe reads"),
    ("Esc", "take the probe away"),
];

const ARROWS: [(Key, [f64; 2]); 4] = [
    (Key::ArrowRight, [1.0, 0.0]),
    (Key::ArrowLeft, [-1.0, 0.0]),
    (Key::ArrowUp, [0.0, 1.0]),
    (Key::ArrowDown, [0.0, -1.0]),
];

/// What the keys of this frame ask for, while the probe is somewhere and no control has the focus.
pub(super) fn wishes(context: &Context, explorer: &Explorer, session: &Session) -> Vec<Wish> {
    let is_free = context.memory(|memory| memory.focused().is_none());
    if !is_free || session.spec().probe.at.is_none() {
        return Vec::new();
    }
    let mut wishes = Vec::new();
    let mut commands = Vec::new();
    for (key, [x, y]) in ARROWS {
        // The narrower first: a key with Shift would count as one without.
        let steps = [(Modifiers::ALT | Modifiers::SHIFT, FINE_STEP), (Modifiers::ALT, STEP)];
        for (modifiers, step) in steps {
            let count = context.input_mut(|input| input.count_and_consume_key(modifiers, key));
            let by = step * count as f64;
            if count > 0 {
                commands.push(Command::Nudge([x * by, y * by]));
            }
        }
    }
    // Windows hand Ctrl+C over as a wish to copy.
    let copies = |event: &Event| match event {
        Event::Copy => true,
        Event::Key { key: Key::C, pressed: true, modifiers, .. } => modifiers.command_only(),
        _ => false,
    };
    if context.input(|input| input.events.iter().any(copies))
        && let Some(text) = session.probe_text()
    {
        context.copy_text(text);
    }
    // Whatever else Esc closes comes first.
    let is_first = !explorer.keys_open && !explorer.placing && !explorer.dialog.is_open;
    if is_first && context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(Command::Probe(None));
    }
    wishes.extend(commands.into_iter().map(Wish::Do));
    wishes
}
