//! Schedules at work: PyTorch's recursions, step by step.

/// The rates that the optimizer's next step uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// The learning rate.
    pub lr: f64,
    /// The momentum or first beta, where the schedule cycles it; `None` leaves it alone.
    pub momentum: Option<f64>,
}

/// The steps that a formula governs, and the optimizer's own rate.
pub(super) struct Span {
    pub(super) lr: f64,
    pub(super) steps: u64,
}

/// What a formula may use.
pub(super) struct At {
    /// Steps taken since the schedule began (PyTorch's `last_epoch`).
    pub(super) epoch: u64,
    /// The rate of the epoch before; at epoch 0 the initial one.
    pub(super) lr: f64,
    /// The initial rate.
    pub(super) base_lr: f64,
    /// The loss before the step that was just taken.
    pub(super) loss: f64,
}

/// The formula of a schedule.
pub(super) trait Formula: Send {
    /// Moves to an epoch, 0 first and then one after the other, and gives its rate (`get_lr`).
    fn next(&mut self, at: &At) -> f64;

    /// The rate of epoch 0 when a sequence comes to this schedule: PyTorch's closed form.
    fn begin(&mut self, base_lr: f64) -> f64 {
        self.next(&At { epoch: 0, lr: base_lr, base_lr, loss: f64::NAN })
    }

    /// Whether the momentum is cycled too.
    fn cycles_momentum(&self) -> bool {
        false
    }

    /// The momentum of an epoch.
    fn momentum(&self, _epoch: u64) -> Option<f64> {
        None
    }

    /// The initial rate that the schedule writes into the optimizer, whose own is `lr`; `initial_lr` is what an earlier
    /// part of the sequence wrote.
    fn initial_lr(&self, initial_lr: Option<f64>, lr: f64) -> f64 {
        initial_lr.unwrap_or(lr)
    }
}

struct Part {
    formula: Box<dyn Formula>,
    epoch: u64,
    base_lr: f64,
}

/// A schedule at work.
pub struct Scheduler {
    parts: Vec<Part>,
    milestones: Vec<u64>,
    epoch: u64,
    rates: Rates,
}

impl Scheduler {
    /// `lr` is the optimizer's own rate.
    pub(super) fn new(formulas: Vec<Box<dyn Formula>>, milestones: Vec<u64>, lr: f64) -> Self {
        let mut rates = Rates { lr, momentum: None };
        let mut initial_lr = None;
        let mut parts = Vec::with_capacity(formulas.len());
        for formula in formulas {
            let base_lr = formula.initial_lr(initial_lr, lr);
            initial_lr = Some(base_lr);
            let mut part = Part { formula, epoch: 0, base_lr };
            part.follow(&mut rates, f64::NAN);
            parts.push(part);
        }
        let mut scheduler = Self { parts, milestones, epoch: 0, rates };
        scheduler.rates.lr = initial_lr.unwrap_or(lr);
        let first = scheduler.active();
        scheduler.parts[first].follow(&mut scheduler.rates, f64::NAN);
        scheduler
    }

    /// The rates of the next step.
    #[must_use]
    pub fn rates(&self) -> Rates {
        self.rates
    }

    /// Moves on after a step; `loss` is the loss before it.
    pub fn step(&mut self, loss: f64) {
        self.epoch += 1;
        let active = self.active();
        let part = &mut self.parts[active];
        if active > 0 && self.milestones[active - 1] == self.epoch {
            part.epoch = 0;
            self.rates.lr = part.formula.begin(part.base_lr);
            self.rates.momentum = part.formula.momentum(0).or(self.rates.momentum);
        } else {
            part.epoch += 1;
            part.follow(&mut self.rates, loss);
        }
    }

    /// Index of the part that governs the current epoch.
    fn active(&self) -> usize {
        self.milestones.partition_point(|milestone| *milestone <= self.epoch)
    }
}

impl Part {
    fn follow(&mut self, rates: &mut Rates, loss: f64) {
        let at = At { epoch: self.epoch, lr: rates.lr, base_lr: self.base_lr, loss };
        rates.lr = self.formula.next(&at);
        rates.momentum = self.formula.momentum(self.epoch).or(rates.momentum);
    }
}
