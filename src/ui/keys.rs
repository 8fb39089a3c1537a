//! The keys: one table that both the keyboard and the list of keys read.

use egui::{
    Align2, Context, Event, Grid, Key, Modifiers, Rect, RichText, ScrollArea, Ui, Window, vec2,
};

use super::{Explorer, Tab, Wish, desk_keys, nudge, plane_form};
use crate::scene::View;
use crate::session::{Command, STARTS_ARE_SEEDS, Session};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Play,
    Forward,
    Back,
    First,
    Last,
    Look(View),
    Frame,
    Place,
    Plane,
    AddKey,
    DeleteKey,
    Plot,
    Table,
    Terms,
    List,
    Save,
    Open,
    Quit,
}

/// Whether with Ctrl, the key, its action, how it is written, what it does.
const KEYS: [(bool, Key, Action, &str, &str); 21] = [
    (false, Key::Space, Action::Play, "space", "play or pause"),
    (false, Key::ArrowRight, Action::Forward, "right", "one step on"),
    (false, Key::ArrowLeft, Action::Back, "left", "one step back"),
    (false, Key::Home, Action::First, "Home", "first step"),
    (false, Key::End, Action::Last, "End", "last step"),
    (false, Key::Num1, Action::Look(View::Iso), "1", "look from the front right"),
    (false, Key::Num2, Action::Look(View::Top), "2", "look from the top"),
    (false, Key::Num3, Action::Look(View::Front), "3", "look from the front"),
    (false, Key::Num4, Action::Look(View::Side), "4", "look from the side"),
    (false, Key::F, Action::Frame, "F", "frame all"),
    (false, Key::S, Action::Place, "S", "then click: place the start of the runs"),
    (false, Key::P, Action::Plane, "P", "see a network through the next kind of plane"),
    (false, Key::K, Action::AddKey, "K", "add a key of this view to the film"),
    (false, Key::Delete, Action::DeleteKey, "Delete", "delete the film's selected key"),
    (false, Key::L, Action::Plot, "L", "curves against steps"),
    (false, Key::C, Action::Table, "C", "table of many starts"),
    (false, Key::T, Action::Terms, "T", "terms of the step, as numbers and arrows"),
    (false, Key::Questionmark, Action::List, "?", "this list"),
    (true, Key::S, Action::Save, "Ctrl+S", "save the scene file"),
    (true, Key::O, Action::Open, "Ctrl+O", "open a scene file"),
    (true, Key::Q, Action::Quit, "Ctrl+Q", "quit"),
];

/// Width of the list, points: that of its two columns and their margins.
const LIST_WIDTH: f32 = 736.0;

/// What the pointer does over the surface, for the list.
const POINTER: [(&str, &str); 9] = [
    ("left drag", "orbit"),
    ("right or middle drag", "pan"),
    ("wheel, pinch", "zoom towards the pointer"),
    ("click", "probe that point"),
    ("double click", "bring that point to the centre"),
    ("Shift+click", "place the start of the runs"),
    ("drop a .toml", "open the scene"),
    ("drop a .csv", "fit the data, or train the network on it"),
    ("drop a .npz or .safetensors", "train the network from these weights"),
];

/// How the keyboard gets from control to control, for the list.
const CONTROLS: [(&str, &str); 4] = [
    ("Tab, Shift+Tab", "to the next control, and back"),
    ("space, Enter", "press the control"),
    ("arrows", "move its slider"),
    ("Esc", "leave the control, close a dialog"),
];

/// Every key that does something by itself, with what is held down.
pub fn all() -> Vec<(Modifiers, Key)> {
    let modifiers = |with_ctrl: bool| if with_ctrl { Modifiers::COMMAND } else { Modifiers::NONE };
    let plain = KEYS.iter().map(|(with_ctrl, key, ..)| (modifiers(*with_ctrl), *key));
    plain.chain(desk_keys::keys()).collect()
}

/// What the keys of this frame ask for. While a control has the focus, plain keys are its own;
/// the picture leaves them to the window.
pub(super) fn wishes(context: &Context, explorer: &mut Explorer, session: &Session) -> Vec<Wish> {
    let is_free = explorer.keys_are_free(context);
    let mut wishes = nudge::wishes(context, explorer, session);
    for (with_ctrl, key, action, ..) in KEYS {
        if (with_ctrl || is_free) && take(context, with_ctrl, key, action) {
            act(action, explorer, session, &mut wishes);
        }
    }
    desk_keys::wishes(context, explorer, session, &mut wishes);
    wishes
}

/// Whether the key was pressed; nobody else hears of it then. Held down, only the steps repeat (and the list, whose key
/// counts as held for ever where Shift is let go before it).
fn take(context: &Context, with_ctrl: bool, wanted: Key, action: Action) -> bool {
    let repeats = matches!(action, Action::Forward | Action::Back | Action::List);
    let is_it = |event: &Event| match event {
        Event::Key { key, pressed: true, repeat, modifiers, .. } => {
            let shift_fits = !modifiers.shift || wanted == Key::Questionmark;
            *key == wanted
                && modifiers.command == with_ctrl
                && shift_fits
                && !modifiers.alt
                && (repeats || !repeat)
        }
        _ => false,
    };
    context.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_it(event));
        input.events.len() < before
    })
}

fn act(action: Action, explorer: &mut Explorer, session: &Session, wishes: &mut Vec<Wish>) {
    let command = match action {
        Action::Play => Command::TogglePlay,
        Action::Forward => Command::StepForward,
        Action::Back => Command::StepBack,
        Action::First => Command::Scrub(0.0),
        Action::Last => Command::Scrub(session.length() as f64),
        Action::Look(view) => Command::LookFrom(view),
        Action::Frame => Command::FrameAll,
        Action::Place if session.objective().landscape().is_some() => {
            return explorer.notice = Some(STARTS_ARE_SEEDS.to_owned());
        }
        Action::Place => return explorer.placing = !explorer.placing,
        Action::Plane => match plane_form::next(session) {
            Some(edit) => edit,
            None => return explorer.notice = Some(plane_form::NO_NETWORK.to_owned()),
        },
        Action::AddKey => explorer.flight.add(session),
        Action::DeleteKey => {
            let deleted = explorer.flight.delete(session);
            return wishes.extend(deleted.map(Wish::Do));
        }
        Action::Plot => return explorer.plot_open = !explorer.plot_open,
        Action::Table => return explorer.table_open = !explorer.table_open,
        Action::Terms => return wishes.push(explorer.toggle_terms(session)),
        Action::List => return explorer.keys_open = !explorer.keys_open,
        Action::Quit => return wishes.push(Wish::Quit),
        Action::Save => {
            wishes.extend(explorer.film.save());
            return explorer.unfold(Tab::Film);
        }
        Action::Open => {
            explorer.film.focus();
            return explorer.unfold(Tab::Film);
        }
    };
    wishes.push(Wish::Do(command));
}

/// The list of keys, over everything.
pub(super) fn show_list(context: &Context, picture: Rect, open: &mut bool) {
    if context.input(|input| input.key_pressed(Key::Escape)) {
        *open = false;
    }
    let window = Window::new("Keys and pointer").open(open).collapsible(false).resizable(false);
    // As large as the list is; a small window scrolls through it.
    let most = context.content_rect().size() - vec2(48.0, 104.0);
    let most = vec2(most.x.min(LIST_WIDTH), most.y);
    let window = window.default_size(most).pivot(Align2::CENTER_CENTER);
    window.fixed_pos(picture.center()).show(context, |ui| {
        let scrolled = ScrollArea::both().max_width(most.x).max_height(most.y);
        scrolled.show(ui, lists);
    });
}

/// What pointer and keys do, in two columns.
fn lists(ui: &mut Ui) {
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            column(ui, "pointer", POINTER.into_iter().chain(nudge::LINES));
            ui.add_space(12.0);
            column(ui, "camera and more", desk_keys::lines());
            ui.add_space(12.0);
            column(ui, "controls", CONTROLS.into_iter());
        });
        ui.add_space(24.0);
        column(ui, "keys", KEYS.iter().map(|(.., written, what)| (*written, *what)));
    });
}

fn column<'a>(ui: &mut Ui, name: &str, lines: impl Iterator<Item = (&'a str, &'a str)>) {
    Grid::new(name).num_columns(2).spacing([20.0, 6.0]).show(ui, |ui| {
        for (written, what) in lines {
            ui.label(RichText::new(written).monospace());
            ui.label(what);
            ui.end_row();
        }
    });
}
