//! The parts of the side panel.

/// A part of the side panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is minimised.
    Loss,
    /// The optimizers.
    Runs,
    /// The terms of the step at the playhead.
    Step,
    /// What is read at a point, critical points and sections.
    Probe,
    /// How it is drawn.
    View,
    /// Scene files, pictures and films.
    Film,
}

impl Tab {
    /// All of them with their names and what they are for, from left to right.
    pub(super) const ALL: [(Self, &'static str, &'static str); 6] = [
        (
            Self::Loss,
            "Loss",
            "What is minimised: a loss of the library, a formula, a fit to data or a network",
        ),
        (Self::Runs, "Runs", "The optimizers, where they start and how long they run"),
        (
            Self::Step,
            "Step",
            "The terms of the step at the playhead: numbers, formulas and arrows (T)",
        ),
        (
            Self::Probe,
            "Probe",
            "The loss near a point: gradient, curvature, tangent plane; critical points and sections",
        ),
        (Self::View, "View", "Camera, colours, height scale and lines"),
        (Self::Film, "Film", "Scene files, pictures and films of what is on screen"),
    ];
}
