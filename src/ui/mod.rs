//! The panels: they read the session and return wishes; they draw nothing themselves and know no window.
//!
//! ```text
//! session --read--> Explorer::show(ui) -> Shown { wishes, layout of the picture }
//!    ^                                         |
//!    '------- Explorer::apply(session, wish) --'
//! ```
//!
//! A panel edits a clone of the session's spec and asks for it as one [`Command::Edit`](crate::session::Command::Edit).
//! What the session refuses is kept where it was typed, with the reason beneath it, while the old surface stays.

mod axes_form;
mod color_form;
mod comparison_table;
mod contours_form;
mod critical_table;
mod desk;
mod desk_keys;
mod drafts;
mod drop;
mod explorer;
mod figures_form;
mod film_dialog;
mod film_kind;
mod film_panel;
mod film_strip;
mod fit_form;
mod flight_form;
mod focus;
mod icon;
mod keys;
mod layout_form;
mod line_form;
mod look;
mod loss_form;
mod loss_panel;
mod marks_form;
mod network_data_form;
mod network_form;
mod nudge;
mod picture;
mod plane_form;
mod plane_names;
mod plot;
mod probe;
mod probe_panel;
mod quiver_form;
mod run_card;
mod run_look_form;
mod runs_panel;
mod scenes;
mod schedule_form;
mod section_form;
mod set_aside;
mod settings_form;
mod step_digest;
mod step_panel;
mod stems_form;
mod swarm_form;
mod tab;
mod timeline;
mod tune_form;
mod typed;
mod view_panel;
mod weights_form;
mod wish;

pub use explorer::{Explorer, Shown};
pub use film_dialog::{Estimate, Writing};
pub use keys::all as keys;
pub use tab::Tab;
pub use wish::{Order, Wish};
