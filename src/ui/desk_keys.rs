//! Keys with Ctrl or Shift, and those of the camera: one table that both the keyboard and the list of keys read.

use egui::{Context, Event, Key, Modifiers};
use glam::{Vec2, vec2};

use super::{Explorer, Tab, Wish};
use crate::scene::{Arrangement, Lens};
use crate::session::{Command, Session};

/// Radians that a key turns the eye.
const TURN: f32 = std::f32::consts::PI / 36.0;
/// Heights of the picture that a key moves it.
const SLIDE: f32 = 0.05;
/// How many times closer a key brings the picture.
const NEARER: f32 = 1.15;

/// What a key does.
#[derive(Clone, Copy)]
enum Action {
    Undo,
    Redo,
    Show(Tab),
    Fold,
    List,
    Orbit(f32, f32),
    Pan(f32, f32),
    Zoom(f32),
}

/// What is held down with a key.
const NOTHING: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// What is held down, the key, its action, how it is written in the list and what it does; keys without words share the
/// line above them.
const KEYS: [(Modifiers, Key, Action, &str, &str); 22] = [
    (CTRL, Key::ArrowLeft, Action::Orbit(-TURN, 0.0), "Ctrl+arrows", "orbit"),
    (CTRL, Key::ArrowRight, Action::Orbit(TURN, 0.0), "", ""),
    (CTRL, Key::ArrowUp, Action::Orbit(0.0, -TURN), "", ""),
    (CTRL, Key::ArrowDown, Action::Orbit(0.0, TURN), "", ""),
    (SHIFT, Key::ArrowLeft, Action::Pan(-SLIDE, 0.0), "Shift+arrows", "pan"),
    (SHIFT, Key::ArrowRight, Action::Pan(SLIDE, 0.0), "", ""),
    (SHIFT, Key::ArrowUp, Action::Pan(0.0, -SLIDE), "", ""),
    (SHIFT, Key::ArrowDown, Action::Pan(0.0, SLIDE), "", ""),
    (NOTHING, Key::Plus, Action::Zoom(NEARER), "+ and -", "zoom"),
    (NOTHING, Key::Equals, Action::Zoom(NEARER), "", ""),
    (NOTHING, Key::Minus, Action::Zoom(1.0 / NEARER), "", ""),
    (CTRL, Key::Z, Action::Undo, "Ctrl+Z", "undo; in a text field, what was typed"),
    (CTRL_SHIFT, Key::Z, Action::Redo, "Ctrl+Shift+Z", "redo; Ctrl+Y too"),
    (CTRL, Key::Y, Action::Redo, "", ""),
    (
        CTRL,
        Key::Num1,
        Action::Show(Tab::Loss),
        "Ctrl+1 to 6",
        "Loss, Runs, Step, Probe, View, Film",
    ),
    (CTRL, Key::Num2, Action::Show(Tab::Runs), "", ""),
    (CTRL, Key::Num3, Action::Show(Tab::Step), "", ""),
    (CTRL, Key::Num4, Action::Show(Tab::Probe), "", ""),
    (CTRL, Key::Num5, Action::Show(Tab::View), "", ""),
    (CTRL, Key::Num6, Action::Show(Tab::Film), "", ""),
    (CTRL, Key::B, Action::Fold, "Ctrl+B", "fold the side panel"),
    (NOTHING, Key::F1, Action::List, "F1", "this list"),
];

impl Action {
    /// Whether a control that has the focus keeps this key for itself.
    fn belongs_to_the_picture(self) -> bool {
        matches!(self, Self::Orbit(..) | Self::Pan(..) | Self::Zoom(_))
    }
}

/// How the keys are written, and what they do.
pub(super) fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let written = KEYS.iter().map(|(.., written, what)| (*written, *what));
    written.filter(|(written, _)| !written.is_empty())
}

/// Every key of the table, with what is held down.
pub(super) fn keys() -> impl Iterator<Item = (Modifiers, Key)> {
    KEYS.iter().map(|(modifiers, key, ..)| (*modifiers, *key))
}

/// What the keys of this frame ask for.
pub(super) fn wishes(
    context: &Context,
    explorer: &mut Explorer,
    session: &Session,
    wishes: &mut Vec<Wish>,
) {
    let is_free = explorer.keys_are_free(context);
    let is_typing = context.text_edit_focused();
    for (modifiers, key, action, ..) in KEYS {
        let is_due = match action {
            Action::Undo | Action::Redo => !is_typing,
            action => is_free || !action.belongs_to_the_picture(),
        };
        let times = if is_due { take(context, modifiers, key) } else { 0 };
        for _ in 0..times {
            act(action, explorer, session, wishes);
        }
    }
}

/// How often the key was pressed; nobody else hears of it then.
fn take(context: &Context, wanted: Modifiers, wanted_key: Key) -> usize {
    // The sign of plus is above another one on many keyboards.
    let ignores_shift = wanted_key == Key::Plus;
    let is_it = |event: &Event| match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            let shift_fits = ignores_shift || modifiers.shift == wanted.shift;
            *key == wanted_key
                && shift_fits
                && modifiers.command == wanted.command
                && !modifiers.alt
        }
        _ => false,
    };
    context.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_it(event));
        before - input.events.len()
    })
}

fn act(action: Action, explorer: &mut Explorer, session: &Session, wishes: &mut Vec<Wish>) {
    let is_flat = explorer
        .picture_focus
        .map_or_else(|| session.spec().view.layout == Arrangement::Flat, |lens| lens == Lens::Flat);
    let command = match action {
        Action::Undo => Command::Undo,
        Action::Redo => Command::Redo,
        Action::Show(tab) => {
            explorer.wants_tab_focus = true;
            return explorer.unfold(tab);
        }
        Action::Fold => return explorer.panel_open = !explorer.panel_open,
        Action::List => return explorer.keys_open = !explorer.keys_open,
        // On a map there is nothing to go round: it moves.
        Action::Orbit(right, down) if is_flat => slide(vec2(right, down) * (SLIDE / TURN)),
        Action::Pan(right, down) if is_flat => slide(vec2(right, down)),
        Action::Zoom(factor) if is_flat => Command::Magnify { factor, ndc: Vec2::ZERO },
        Action::Orbit(right, down) => Command::Orbit { azimuth: -right, elevation: down },
        Action::Pan(right, down) => Command::Pan(vec2(right, down)),
        Action::Zoom(factor) => Command::Zoom { factor, ndc: Vec2::ZERO },
    };
    wishes.push(Wish::Do(command));
}

fn slide(down: Vec2) -> Command {
    Command::Slide(2.0 * vec2(down.x, -down.y))
}

impl Explorer {
    /// Whether plain keys are the window's: no control has the focus, or the picture has it.
    pub(super) fn keys_are_free(&self, context: &Context) -> bool {
        self.picture_focus.is_some() || context.memory(|memory| memory.focused().is_none())
    }
}
