"""The references' words: their hyperparameters with the defaults, and what they say to settings that may be wrong."""

import contextlib
import inspect
import io
import traceback
import warnings

from settings import COUNTS, METHODS, SCHEDULED, SCHEDULES, SPELLINGS, TUPLES

# What is no hyperparameter: the objects themselves, ways to compute the same faster or on another device, reports of
# progress, the epoch at which an interrupted schedule goes on, and Python functions.
OTHERS = {"params", "optimizer", "foreach", "fused", "capturable", "differentiable", "fsdp_in_use", "kwargs", "log_every"}
OTHERS |= {"last_epoch", "scale_fn", "scale_mode"}

# Each is tried for every number, or every count; with the defaults they reach both sides of all limits.
NUMBERS = ("-1.0", "0.0", "1.0", "1.5")
NUMBERS_OF_COUNTS = ("-1", "0", "2.5")

CONTRADICTIONS = (
    "sgd:nesterov=true",
    "sgd:nesterov=true,momentum=0.9,dampening=0.1",
    "sgd:nesterov=true,momentum=0.9",
    "rprop:eta_minus=1.5,eta_plus=0.5",
)
# optimizer, schedules, milestones, steps
SCHEDULE_FAULTS = (
    ("sgd", ["one-cycle:max_lr=0.004,total_steps=50"], [], 50),
    ("sgd", ["one-cycle:max_lr=0.004,total_steps=50"], [], 51),
    ("adam", ["one-cycle:max_lr=0.004,epochs=10,steps_per_epoch=5"], [], 80),
    ("adam", ["one-cycle:max_lr=0.004,epochs=10"], [], 5),
    ("adam", ["one-cycle:max_lr=0.004,steps_per_epoch=10"], [], 5),
    ("adam", ["one-cycle:max_lr=0.004,total_steps=10,pct_start=0.1"], [], 5),
    ("adam", ["one-cycle:max_lr=0.004,total_steps=10,pct_start=1.0"], [], 9),
    ("adam", ["one-cycle:max_lr=0.004,total_steps=10,pct_start=1.0"], [], 10),
    ("adagrad", ["one-cycle:max_lr=0.004,total_steps=50"], [], 5),
    ("adagrad", ["cyclic:base_lr=0.001,max_lr=0.002"], [], 5),
    ("adagrad", ["cyclic:base_lr=0.001,max_lr=0.002,cycle_momentum=false"], [], 5),
    ("sgd", ["constant:factor=0.0,total_iters=5"], [], 4),
    ("sgd", ["constant:factor=0.0,total_iters=5"], [], 5),
    ("sgd", ["multistep:milestones=10;40"], [], 60),
    ("sgd", ["cosine:t_max=5"], [], 30),
    ("sgd", ["linear:total_iters=5"], [], 30),
    ("sgd", ["polynomial:total_iters=5"], [], 30),
    ("sgd", [], [5], 5),
    ("sgd", ["linear:total_iters=5", "cosine:t_max=5"], [], 5),
    ("sgd", ["linear:total_iters=5", "cosine:t_max=5"], [5, 8], 5),
    ("sgd", ["linear:total_iters=5", "plateau:patience=5"], [5], 5),
    ("sgd", ["linear:total_iters=5", "one-cycle:max_lr=0.004,total_steps=10"], [5], 16),
    ("sgd", ["linear:total_iters=5", "one-cycle:max_lr=0.004,total_steps=10"], [5], 15),
)


def text(value):
    """A default as JSON holds it: a number, a flag, or the command line's word; null where there is none."""
    if value is inspect.Parameter.empty:
        return None
    if value is None or value == float("inf"):
        return {None: "none", float("inf"): "inf"}[value]
    return value.replace("_", "-") if isinstance(value, str) else value


def hyperparameters(reference):
    """The default of each hyperparameter, by the name on the command line."""
    spellings = {theirs: ours for ours, theirs in SPELLINGS.items()}
    defaults = {}
    for name, parameter in inspect.signature(reference).parameters.items():
        if name in TUPLES and isinstance(parameter.default, tuple):
            defaults |= zip(TUPLES[name], map(text, parameter.default))
        elif name not in OTHERS:
            defaults[spellings.get(name, name)] = text(parameter.default)
    return defaults


def tables():
    for name, (reference, *_) in (METHODS | SCHEDULES).items():
        library = reference.__module__.split(".")[0]
        if library == "torch":
            library = "torch.optim.lr_scheduler" if name in SCHEDULES else "torch.optim"
        yield {"name": name, "reference": f"{library}.{reference.__name__}", "defaults": hyperparameters(reference)}


def probes(reference):
    """Settings of one key each, right ones and wrong ones."""
    for key, default in hyperparameters(reference).items():
        if key == "milestones":
            values = ("30;20", "-5;20")
        elif key in COUNTS:
            values = NUMBERS_OF_COUNTS
        elif key in ("mode", "threshold_mode", "anneal_strategy", "line_search"):
            values = ("nonsense",)
        else:
            values = () if isinstance(default, bool) else NUMBERS
        yield from ((key, value) for value in values)


def questions():
    """Optimizer, schedules, milestones, steps."""
    for name, (reference, *_) in METHODS.items():
        yield from ((f"{name}:{key}={value}", [], [], 2) for key, value in probes(reference))
    yield from ((optimizer, [], [], 2) for optimizer in CONTRADICTIONS)
    for name, (reference, *all_settings) in SCHEDULES.items():
        for key, value in probes(reference):
            base = next((settings for settings in all_settings if f"{key}=" in settings), all_settings[0])
            others = [setting for setting in base.split(",") if not setting.startswith(f"{key}=")]
            yield SCHEDULED[0], [f"{name}:{','.join([*others, f'{key}={value}'])}"], [], 12
    yield from SCHEDULE_FAULTS


def answers(run):
    """What the reference says to each, and whether it meant to; null where it goes on, in silence."""
    for optimizer, schedules, milestones, steps in questions():
        answer = {"optimizer": optimizer, "message": None}
        if schedules or milestones:
            answer |= {"schedules": schedules, "milestones": milestones, "steps": steps}
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                for _ in run(optimizer, "himmelblau", steps, (), schedules, milestones):
                    pass
            except Exception as error:
                # Its own "raise", not a division by zero or an index that went wrong.
                meant = traceback.extract_tb(error.__traceback__)[-1].line.startswith("raise")
                answer |= {"message": str(error), "meant": meant}
        yield answer
