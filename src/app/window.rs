//! One window: session, panels, stage and screen, frame by frame.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use winit::dpi::LogicalSize;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, OwnedDisplayHandle};
use winit::window::Window;

use super::AppError;
use super::recording::{Pace, Recording};
use super::screen::{Presented, Screen, surface_of};
use super::stage::Stage;
use crate::gpu::{Gpu, GpuError, Prefer};
use crate::io::RecentScenes;
use crate::session::{Command, Session};
use crate::ui::{Explorer, Order, Shown, Wish};

/// Time that one frame may let pass: after a halt the runs do not jump.
const LONGEST_STEP_SECS: f32 = 0.1;
/// Time between frames while something moves; the display's own rate is what holds them back.
const FRAME_TIME: Duration = Duration::from_millis(4);
/// Time until a frame that was not ready is tried again, and between looks at a computation.
const RETRY_TIME: Duration = Duration::from_millis(16);

/// Time between looks at a file that is being written.
const RECORDING_TIME: Duration = Duration::from_millis(200);

/// When the next frame is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// At this time, or when something happens.
    At(Instant),
    /// When something happens.
    AtEvent,
    /// Never: the window is to be closed.
    Close,
}

/// The open window.
pub(super) struct AppWindow {
    window: Arc<Window>,
    gpu: Gpu,
    screen: Screen,
    stage: Stage,
    input: egui_winit::State,
    explorer: Explorer,
    session: Session,
    recording: Option<Recording>,
    pace: Pace,
    last_frame: Instant,
    /// Until the first surface is there: then the runs begin to play, unless the scene shows a step of its own.
    is_opening: bool,
    /// What the graphics device complained about outside a call.
    device_trouble: Arc<Mutex<DeviceTrouble>>,
}

#[derive(Clone, Default)]
struct DeviceTrouble {
    message: Option<String>,
    is_lost: bool,
}

impl AppWindow {
    /// Opens a window and the adapter that draws on it.
    pub(super) fn open(
        event_loop: &ActiveEventLoop,
        display: &OwnedDisplayHandle,
        session: Session,
        recent: RecentScenes,
    ) -> Result<Self, AppError> {
        let attributes = Window::default_attributes()
            .with_title(title(&session))
            .with_inner_size(LogicalSize::new(1280.0, 800.0))
            .with_min_inner_size(LogicalSize::new(640.0, 400.0));
        let window = Arc::new(event_loop.create_window(attributes)?);
        let descriptor =
            wgpu::InstanceDescriptor::new_with_display_handle_from_env(Box::new(display.clone()));
        let instance = wgpu::Instance::new(descriptor);
        let surface = surface_of(&instance, &window)?;
        let gpu = pollster::block_on(Gpu::open(instance, Prefer::Fast, Some(&surface)))?;
        let device_trouble = Arc::default();
        listen(&gpu, &device_trouble);
        let screen = Screen::new(&gpu, surface, window.inner_size())?;
        let stage = Stage::new(&gpu);
        let largest = gpu.device.limits().max_texture_dimension_2d as usize;
        let scale = Some(window.scale_factor() as f32);
        let context = egui::Context::default();
        let input = egui_winit::State::new(
            context,
            egui::ViewportId::ROOT,
            &window,
            scale,
            None,
            Some(largest),
        );
        window.request_redraw();
        let pace = Pace::guess(&gpu);
        let (mut explorer, last_frame) = (Explorer::remembering(recent), Instant::now());
        session.file().into_iter().for_each(|file| explorer.note_scene(file));
        Ok(Self {
            window,
            gpu,
            screen,
            stage,
            input,
            explorer,
            session,
            recording: None,
            pace,
            last_frame,
            is_opening: true,
            device_trouble,
        })
    }

    pub(super) fn request_redraw(&self) {
        self.window.request_redraw();
    }

    /// Takes an event in; most make a new frame due.
    pub(super) fn hear(&mut self, event: &WindowEvent) {
        if let WindowEvent::Resized(size) = event {
            self.screen.resize(*size);
        }
        if self.input.on_window_event(&self.window, event).repaint {
            self.window.request_redraw();
        }
    }

    /// Lets the time since the last frame pass, and shows what has come of it.
    pub(super) fn frame(&mut self, now: Instant) -> Result<Next, AppError> {
        let passed = (now - self.last_frame).as_secs_f32();
        let elapsed = passed.min(LONGEST_STEP_SECS);
        self.last_frame = now;
        self.session.advance(elapsed);
        self.session.rest(passed - elapsed);
        self.poll_field()?;
        self.tell_of_films();
        let panes = self.stage.meanwhile(self.session.panes());
        let textures = self.stage.textures(&mut self.screen, &panes)?;
        let input = self.input.take_egui_input(&self.window);
        let context = self.input.egui_ctx().clone();
        let mut shown = None;
        let mut output = context.run_ui(input, |ui| {
            shown = Some(self.explorer.show(ui, &self.session, &panes, &textures));
        });
        self.input
            .handle_platform_output(&self.window, std::mem::take(&mut output.platform_output));
        let Some(Shown { wishes, layouts }) = shown else { return Ok(Next::AtEvent) };
        if let Err(error) = self.stage.draw(&mut self.screen, &panes, &layouts) {
            self.device_trouble().message = Some(error.to_string());
        }
        let primitives =
            context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let remake = || surface_of(&self.gpu.instance, &self.window);
        let presented = self.screen.present(&mut output, &primitives, &self.window, remake)?;
        let is_quiet = wishes.is_empty();
        for wish in wishes {
            match wish {
                Wish::Quit => return Ok(Next::Close),
                Wish::Write(order) => {
                    self.recording = Some(Recording::start(self.session.snapshot(), order));
                    self.explorer.tell_written(None);
                }
                Wish::PauseWriting(is_paused) => {
                    self.recording.iter().for_each(|recording| recording.pause(is_paused));
                }
                Wish::StopWriting => self.recording.iter().for_each(Recording::stop),
                wish => self.explorer.apply(&mut self.session, wish),
            }
        }
        self.window.set_title(&title(&self.session));
        let delay = output
            .viewport_output
            .get(&egui::ViewportId::ROOT)
            .map_or(Duration::MAX, |v| v.repaint_delay);
        Ok(self.next(now, presented, if is_quiet { delay } else { Duration::ZERO }))
    }

    /// Tells the panels how far a film is, and what the next one will take.
    fn tell_of_films(&mut self) {
        if let Some(recording) = &mut self.recording {
            if let Some(writing) = recording.writing() {
                self.explorer.tell_writing(writing);
            }
            if let Some(outcome) = recording.outcome() {
                self.pace = recording.pace().unwrap_or(self.pace);
                self.recording = None;
                self.explorer.tell_written(Some(outcome));
            }
        }
        if let Some(Order::Film { path, ffmpeg }) = self.explorer.film_in_question() {
            let film = &self.session.spec().film;
            self.explorer.tell_estimate(self.pace.estimate(film, &path, ffmpeg));
        }
    }

    fn next(&self, now: Instant, presented: Presented, egui_delay: Duration) -> Next {
        let is_computing =
            self.stage.is_evaluating() || self.stage.is_haunted() || self.session.is_computing();
        let delay = match presented {
            Presented::Hidden => return Next::AtEvent,
            Presented::Later => RETRY_TIME,
            Presented::Yes if is_computing => egui_delay.clamp(FRAME_TIME, RETRY_TIME),
            Presented::Yes if self.session.is_busy() => FRAME_TIME,
            Presented::Yes if self.recording.is_some() => {
                egui_delay.clamp(FRAME_TIME, RECORDING_TIME)
            }
            Presented::Yes => egui_delay.max(FRAME_TIME),
        };
        now.checked_add(delay).map_or(Next::AtEvent, Next::At)
    }

    /// Goes on with the field and tells the panels what is wrong on the graphics side, if anything is.
    fn poll_field(&mut self) -> Result<(), AppError> {
        let panes = self.session.panes();
        for (of, range) in self.stage.poll_fields(&panes) {
            self.device_trouble().message = None;
            // Only an edit can fail.
            let _ = self.session.apply(Command::FieldRange { of, range });
            if std::mem::take(&mut self.is_opening) && self.session.spec().view.step.is_none() {
                let _ = self.session.apply(Command::Play);
            }
        }
        let DeviceTrouble { message, is_lost } = self.device_trouble().clone();
        if is_lost {
            return Err(GpuError::Lost("the window was drawn").into());
        }
        self.explorer.tell_trouble(self.stage.refusal(&panes).map(str::to_owned).or(message));
        Ok(())
    }

    /// Not to be held while the device works: it may have something to tell.
    fn device_trouble(&self) -> MutexGuard<'_, DeviceTrouble> {
        self.device_trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has the device tell of its troubles instead of ending the program.
fn listen(gpu: &Gpu, trouble: &Arc<Mutex<DeviceTrouble>>) {
    let note = |trouble: &Arc<Mutex<DeviceTrouble>>, change: &dyn Fn(&mut DeviceTrouble)| {
        change(&mut trouble.lock().unwrap_or_else(PoisonError::into_inner));
    };
    let uncaptured = Arc::clone(trouble);
    gpu.device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
        log::error!("{error}");
        note(&uncaptured, &|trouble| {
            trouble.message = Some(format!("the graphics adapter refused to draw: {error}"));
        });
    }));
    let lost = Arc::clone(trouble);
    gpu.device.set_device_lost_callback(move |reason, message| {
        log::error!("device lost ({reason:?}): {message}");
        note(&lost, &|trouble| trouble.is_lost = reason != wgpu::DeviceLostReason::Destroyed);
    });
}

/// What the scene is called, with a dot while an edit is not in its file.
fn title(session: &Session) -> String {
    let spec = session.spec();
    let known = spec.title.as_deref().or(spec.known_title());
    let unsaved = if session.is_unsaved() { "\u{2022} " } else { "" };
    format!("{unsaved}{} \u{2014} fallline", known.unwrap_or(&session.objective().formula))
}
