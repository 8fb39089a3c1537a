//! winit's event loop: opens the window, hands it the events, and sleeps as long as nothing moves.

use std::time::Instant;

use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop, OwnedDisplayHandle};
use winit::window::WindowId;

use super::AppError;
use super::window::{AppWindow, Next};
use crate::io::RecentScenes;
use crate::session::Session;

/// Opens the window on a session, with the list of recent scenes, and returns when it is closed. Must be called from the main thread.
///
/// # Errors
/// No display, no graphics adapter, or one of them broke down.
pub fn explore(session: Session, recent: RecentScenes) -> Result<(), AppError> {
    let event_loop = EventLoop::new().map_err(|_| AppError::NoDisplay)?;
    let display = event_loop.owned_display_handle();
    let mut app = App { display, state: State::Waiting(Some(Box::new(session))), recent };
    event_loop.run_app(&mut app).map_err(AppError::EventLoop)?;
    match app.state {
        State::Failed(error) => Err(error),
        State::Waiting(_) | State::Open(_) => Ok(()),
    }
}

struct App {
    display: OwnedDisplayHandle,
    state: State,
    /// Until the window takes it.
    recent: RecentScenes,
}

enum State {
    /// Until the event loop says that windows can be made.
    Waiting(Option<Box<Session>>),
    Open(Box<AppWindow>),
    Failed(AppError),
}

impl App {
    fn open(&mut self, event_loop: &ActiveEventLoop) {
        let State::Waiting(session) = &mut self.state else { return };
        let Some(session) = session.take() else { return };
        let recent = std::mem::take(&mut self.recent);
        match AppWindow::open(event_loop, &self.display, *session, recent) {
            Ok(window) => self.state = State::Open(Box::new(window)),
            Err(error) => self.fail(event_loop, error),
        }
    }

    fn fail(&mut self, event_loop: &ActiveEventLoop, error: AppError) {
        self.state = State::Failed(error);
        event_loop.exit();
    }
}

impl ApplicationHandler for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.open(event_loop);
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if let (StartCause::ResumeTimeReached { .. }, State::Open(window)) = (cause, &self.state) {
            window.request_redraw();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let State::Open(window) = &mut self.state else { return };
        let next = match event {
            WindowEvent::CloseRequested => Ok(Next::Close),
            WindowEvent::RedrawRequested => window.frame(Instant::now()),
            event => {
                window.hear(&event);
                return;
            }
        };
        match next {
            Ok(Next::Close) => event_loop.exit(),
            Ok(Next::At(time)) => event_loop.set_control_flow(ControlFlow::WaitUntil(time)),
            Ok(Next::AtEvent) => event_loop.set_control_flow(ControlFlow::Wait),
            Err(error) => self.fail(event_loop, error),
        }
    }
}
