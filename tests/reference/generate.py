#!/usr/bin/env python3
"""Writes the optimizer fixtures: paths of the reference implementations in float64.

    python -m venv venv && venv/bin/pip install torch pytorch_optimizer schedulefree prodigyopt dadaptation
    venv/bin/python tests/reference/generate.py [METHOD...]

Each file of fixtures/ holds one method: settings in the syntax of the command line, the loss as a formula, and the
points at the steps of "steps". "exact_until" is the last step up to which the path is determined: beyond it, a
perturbation of the gradient by 4e-16 max(1, |g|), of constant or random signs, moves the path by more than a quarter of
the tolerance, 1e-9 max(1, |p|). A gradient rounds more than once (hence the quarter), so two right implementations may
part company there.
"""

import importlib.metadata
import json
import math
import pathlib
import random
import sys

import dadaptation
import prodigyopt
import pytorch_optimizer
import schedulefree
import torch
from torch.optim import lr_scheduler

FOLDER = pathlib.Path(__file__).parent / "fixtures"
STEPS = [*range(31), *range(40, 201, 10)]
SCHEDULE_STEPS = [*range(16), *range(22, 121, 7)]
PERTURBATION, TOLERANCE = 4e-16, 1e-9
PERTURBATIONS = [
    *(lambda signs=signs: signs for signs in ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))),
    lambda: [random.choice((-1.0, 1.0)) for _ in range(2)],
    lambda: [random.choice((-1.0, 1.0)) for _ in range(2)],
]
BEYOND = 1e150

# name: formula in the syntax of the command line, start
LOSSES = {
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", (-1.5, 2.0)),
    "beale": ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", (1.0, 1.5)),
    "himmelblau": ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-1.0, -0.5)),
    "ill-conditioned": ("x^2 + 100*y^2", (1.7, -0.9)),
    "rastrigin": ("20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", (0.8, -1.3)),
    "styblinski-tang": ("(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y) / 2", (0.3, 1.1)),
}


def torch_optim(name):
    return lambda params, **settings: getattr(torch.optim, name)(params, foreach=False, **settings)


def kozistr(name):
    """The single-tensor path of a method of pytorch_optimizer."""
    return lambda params, **settings: getattr(pytorch_optimizer, name)(params, foreach=False, **settings)


def schedule_free(name):
    def make(params, **settings):
        optimizer = getattr(schedulefree, name)(params, foreach=False, **settings)
        optimizer.train()
        return optimizer

    return make


# name: (reference, settings ...); settings in the syntax of the command line
METHODS = {
    "sgd": (
        torch_optim("SGD"),
        "lr=0.001",
        "lr=0.001,momentum=0.9",
        "lr=0.0005,momentum=0.9,nesterov=true,weight_decay=0.01",
        "lr=0.002,momentum=0.8,dampening=0.3",
        "lr=0.0001,maximize=true",
    ),
    "adagrad": (
        torch_optim("Adagrad"),
        "",
        "lr=0.5",
        "lr=0.3,lr_decay=0.01,weight_decay=0.1,initial_accumulator_value=0.1,eps=1e-6",
        "lr=0.1,maximize=true",
    ),
    "rmsprop": (
        torch_optim("RMSprop"),
        "",
        "lr=0.02,alpha=0.9,momentum=0.5",
        "lr=0.01,alpha=0.9,centered=true,eps=1e-4,weight_decay=0.01",
        "lr=0.005,momentum=0.9,centered=true,maximize=true",
    ),
    "adadelta": (
        torch_optim("Adadelta"),
        "",
        "lr=10,rho=0.8,eps=1e-5",
        "lr=100,weight_decay=0.01",
        "lr=5,rho=0.5,maximize=true",
    ),
    "adam": (
        torch_optim("Adam"),
        "",
        "lr=0.1",
        "lr=0.05,beta1=0.8,beta2=0.9,eps=1e-4,weight_decay=0.1",
        "lr=0.1,beta2=0.9,amsgrad=true",
        "lr=0.1,beta1=0.4,maximize=true",
    ),
    "adamw": (
        torch_optim("AdamW"),
        "",
        "lr=0.1,weight_decay=0.1",
        "lr=0.05,beta1=0.8,beta2=0.9,amsgrad=true,eps=1e-5",
        "lr=0.02,weight_decay=0,maximize=true",
    ),
    "adamax": (
        torch_optim("Adamax"),
        "",
        "lr=0.1,beta1=0.8,beta2=0.9",
        "lr=0.05,eps=1e-3,weight_decay=0.1",
        "lr=0.05,maximize=true",
    ),
    "nadam": (
        torch_optim("NAdam"),
        "",
        "lr=0.1,momentum_decay=0.05",
        "lr=0.05,beta1=0.8,beta2=0.9,weight_decay=0.1,eps=1e-4",
        "lr=0.05,weight_decay=0.1,decoupled_weight_decay=true,maximize=true",
    ),
    "radam": (
        torch_optim("RAdam"),
        "",
        "lr=0.1,beta2=0.9",
        "lr=0.02,beta1=0.8,beta2=0.95,weight_decay=0.1,eps=1e-3",
        "lr=0.02,weight_decay=0.1,decoupled_weight_decay=true,maximize=true",
    ),
    "asgd": (
        torch_optim("ASGD"),
        "lr=0.001",
        "lr=0.002,lambd=0.01,alpha=0.5,t0=20",
        "lr=0.001,weight_decay=0.1,t0=0",
        "lr=0.0001,maximize=true",
    ),
    "rprop": (
        torch_optim("Rprop"),
        "",
        "lr=0.1,eta_minus=0.4,eta_plus=1.3",
        "lr=0.05,step_min=0.001,step_max=0.2",
        "lr=0.01,maximize=true",
    ),
    "lion": (
        kozistr("Lion"),
        "lr=0.01",
        "lr=0.02,beta1=0.8,beta2=0.95,weight_decay=0.1",
        "lr=0.005,weight_decay=0.1,weight_decouple=false",
        "lr=0.01,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "yogi": (
        kozistr("Yogi"),
        "",
        "lr=0.1,beta1=0.8,beta2=0.9,weight_decay=0.1",
        "lr=0.05,initial_accumulator=0.1,eps=1e-5,weight_decay=0.01,weight_decouple=false",
        "lr=0.05,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "adabelief": (
        kozistr("AdaBelief"),
        "",
        "lr=0.05,beta2=0.9,weight_decay=0.1,eps=1e-8",
        "lr=0.05,beta2=0.95,rectify=true,weight_decay=0.01,weight_decouple=false",
        "lr=0.05,beta2=0.95,rectify=true,degenerated_to_sgd=false,n_sma_threshold=8,ams_bound=true",
        "lr=0.02,ams_bound=true,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "adan": (
        kozistr("Adan"),
        "",
        "lr=0.1,beta1=0.9,beta2=0.8,beta3=0.95,weight_decay=0.1",
        "lr=0.05,weight_decay=0.1,weight_decouple=true,max_grad_norm=1",
        "lr=0.02,eps=1e-4,maximize=true",
    ),
    "schedule-free-sgd": (
        schedule_free("SGDScheduleFree"),
        "lr=0.001",
        "lr=0.004,momentum=0.95,warmup_steps=20,weight_decay=0.1",
        "lr=0.002,momentum=0.7,r=1,weight_lr_power=1,warmup_steps=10",
        "lr=0.0001,maximize=true",
    ),
    "schedule-free-adamw": (
        schedule_free("AdamWScheduleFree"),
        "",
        "lr=0.1,beta1=0.95,beta2=0.9,warmup_steps=20,weight_decay=0.1",
        "lr=0.05,beta1=0.7,r=1,weight_lr_power=1,eps=1e-4",
        "lr=0.05,maximize=true",
    ),
    "adafactor": (
        torch_optim("Adafactor"),
        "",
        "lr=0.5,beta2_decay=-0.5,d=2",
        "lr=0.2,eps1=1e-3,eps2=0.1,weight_decay=0.1",
        "lr=0.1,maximize=true",
    ),
    "lbfgs": (
        lambda params, **settings: torch.optim.LBFGS(params, **settings),
        "lr=0.1,max_iter=4",
        "line_search=strong-wolfe,max_iter=3",
        "line_search=strong-wolfe,history_size=2,max_eval=6,tolerance_grad=1e-4",
        "lr=0.01,max_iter=1",
        "lr=0.002,max_iter=5,history_size=3,tolerance_change=1e-5,maximize=true",
    ),
    "prodigy": (
        lambda params, **settings: prodigyopt.Prodigy(params, **settings),
        "",
        "use_bias_correction=true,d0=0.001,beta1=0.8,beta2=0.95,weight_decay=0.01",
        "decouple=false,weight_decay=0.1,safeguard_warmup=true,d0=0.01,growth_rate=1.1,lr=0.5",
        "beta1=0,beta3=0.9,d0=0.001,d_coef=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,slice_p=2,maximize=true",
    ),
    "dadapt-adam": (
        lambda params, **settings: dadaptation.DAdaptAdam(params, **settings),
        "",
        "use_bias_correction=true,d0=0.001,beta1=0.8,beta2=0.95,weight_decay=0.01",
        "decouple=true,weight_decay=0.1,d0=0.01,growth_rate=1.1,lr=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
    "dadapt-sgd": (
        lambda params, **settings: dadaptation.DAdaptSGD(params, **settings),
        "",
        "d0=0.001,momentum=0.9,growth_rate=1.05",
        "d0=0.01,momentum=0.5,weight_decay=0.01,lr=0.5",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
    "dadapt-adagrad": (
        lambda params, **settings: dadaptation.DAdaptAdaGrad(params, **settings),
        "",
        "d0=0.001,momentum=0.9,growth_rate=1.05",
        "d0=0.01,momentum=0.5,weight_decay=0.01,lr=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
}

# Methods of libraries without a uniform "maximize": the reference minimizes the negated loss.
NEGATED = {"lion", "yogi", "adabelief", "adan", "schedule-free-sgd", "schedule-free-adamw"}
NEGATED |= {"prodigy", "dadapt-adam", "dadapt-sgd", "dadapt-adagrad"}

# name: (class, settings ...)
SCHEDULES = {
    "step": (lr_scheduler.StepLR, "step_size=20,gamma=0.5", "step_size=7,gamma=0.9"),
    "multistep": (lr_scheduler.MultiStepLR, "milestones=10;40;40;80,gamma=0.5", "milestones=0;5,gamma=0.8"),
    "exponential": (lr_scheduler.ExponentialLR, "gamma=0.98", "gamma=1.01"),
    "cosine": (lr_scheduler.CosineAnnealingLR, "t_max=120", "t_max=25,eta_min=0.0005"),
    "cosine-restarts": (lr_scheduler.CosineAnnealingWarmRestarts, "t_0=10", "t_0=8,t_mult=2,eta_min=0.0005"),
    "one-cycle": (
        lr_scheduler.OneCycleLR,
        "max_lr=0.004,total_steps=120",
        "max_lr=0.003,total_steps=150,three_phase=true,anneal_strategy=linear,base_momentum=0.5",
        "max_lr=0.003,total_steps=121,cycle_momentum=false,pct_start=0.5,div_factor=5,final_div_factor=50",
    ),
    "linear": (lr_scheduler.LinearLR, "total_iters=40", "start_factor=1,end_factor=0.1,total_iters=100"),
    "constant": (lr_scheduler.ConstantLR, "total_iters=30", "factor=0.7,total_iters=1"),
    "polynomial": (lr_scheduler.PolynomialLR, "total_iters=100", "total_iters=60,power=2"),
    "plateau": (
        lr_scheduler.ReduceLROnPlateau,
        "patience=3,factor=0.5,threshold=0.01",
        "patience=2,factor=0.7,threshold=0.5,threshold_mode=abs,cooldown=5,min_lr=0.0002",
        "mode=max,patience=8,factor=0.9,eps=0.0001",
    ),
    "cyclic": (
        lr_scheduler.CyclicLR,
        "base_lr=0.0005,max_lr=0.003,step_size_up=20",
        "base_lr=0.0005,max_lr=0.003,step_size_up=10,step_size_down=25,mode=triangular2,base_momentum=0.6",
        "base_lr=0.0005,max_lr=0.003,step_size_up=15,mode=exp_range,gamma=0.98,cycle_momentum=false",
    ),
}
SCHEDULED = ("sgd:lr=0.002,momentum=0.5", "adam:lr=0.05")
# schedules in sequence, milestones
SEQUENCES = (
    (["linear:total_iters=20", "cosine:t_max=50,eta_min=0.0001"], [20]),
    (["constant:factor=0.5,total_iters=10", "step:step_size=7,gamma=0.8", "exponential:gamma=0.97"], [15, 60]),
    (["polynomial:total_iters=200", "cosine-restarts:t_0=9,t_mult=2", "multistep:milestones=0;20"], [30, 90]),
    (["cyclic:base_lr=0.001,max_lr=0.002,step_size_up=5", "linear:start_factor=0.2,total_iters=30"], [40]),
    (["exponential:gamma=0.99", "one-cycle:max_lr=0.003,total_steps=90"], [31]),
)

TUPLES = {
    "betas": ("beta1", "beta2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
    "eps": ("eps1", "eps2"),
}
DEFAULTS = {"beta1": 0.9, "beta2": 0.999, "eta_minus": 0.5, "eta_plus": 1.2, "step_min": 1e-6, "step_max": 50, "eps2": 1e-3}
COUNTS = {"warmup_steps", "n_sma_threshold", "step_size", "t_max", "t_0", "t_mult", "total_iters", "total_steps"}
COUNTS |= {"max_iter", "max_eval", "history_size", "slice_p"}
COUNTS |= {"patience", "cooldown", "step_size_up", "step_size_down"}
SPELLINGS = {"t_max": "T_max", "t_0": "T_0", "t_mult": "T_mult", "line_search": "line_search_fn"}
WORDS = {"true": True, "false": False, "linear": "linear", "abs": "abs", "max": "max"}
WORDS |= {"strong-wolfe": "strong_wolfe", "triangular2": "triangular2", "exp_range": "exp_range"}


def keyword_arguments(settings, name=None):
    """The reference's keyword arguments of "key=value,..."; split tuples are put together again."""
    values = {}
    for setting in filter(None, settings.split(",")):
        key, text = setting.split("=")
        if key == "milestones":
            value = [int(part) for part in text.split(";")]
        elif text in WORDS:
            value = WORDS[text]
        else:
            value = int(text) if key in COUNTS else float(text)
        values[SPELLINGS.get(key, key)] = value
    for tuple_name, keys in TUPLES.items():
        keys = ("beta1", "beta2", "beta3") if (tuple_name, name) == ("betas", "adan") else keys
        if any(key in values for key in keys):
            values[tuple_name] = tuple(values.pop(key, DEFAULTS.get(key)) for key in keys)
    return values


def evaluate(formula, point):
    """Loss and gradient at a point."""
    leaf = point.detach().clone().requires_grad_(True)
    names = {"x": leaf[0], "y": leaf[1], "cos": torch.cos, "pi": math.pi}
    loss = eval(formula.replace("^", "**"), names)
    (gradient,) = torch.autograd.grad(loss, leaf)
    return loss, gradient


def averaged(optimizer, param):
    """The averaged point of the methods that keep one, else None."""
    state, group = optimizer.state.get(param, {}), optimizer.param_groups[0]
    if "ax" in state:
        return state["ax"].tolist()
    if "z" in state and "weight_sum" in group:
        interpolation = group["momentum"] if "momentum" in group else group["betas"][0]
        return param.detach().lerp(state["z"], 1 - 1 / interpolation).tolist()
    return None


def make_scheduler(optimizer, schedules, milestones):
    """One scheduler, or several in sequence."""
    if not schedules:
        return None
    made = []
    for schedule in schedules:
        name, _, settings = schedule.partition(":")
        made.append(SCHEDULES[name][0](optimizer, **keyword_arguments(settings)))
    return made[0] if len(made) == 1 else lr_scheduler.SequentialLR(optimizer, made, milestones)


def run(optimizer, loss, steps, signs=None, schedules=(), milestones=()):
    """The rows before steps 0, 1, ...; with signs, every gradient is perturbed."""
    formula, start = LOSSES[loss]
    method, _, settings = optimizer.partition(":")
    param = torch.tensor(start, requires_grad=True)
    arguments = keyword_arguments(settings, method)
    sign = -1 if method in NEGATED and arguments.pop("maximize", False) else 1
    optimizer = METHODS[method][0]([param], **arguments)
    scheduler = make_scheduler(optimizer, schedules, milestones)

    def closure():
        loss, gradient = evaluate(formula, param)
        if signs is not None:
            gradient = gradient + torch.tensor(signs()) * PERTURBATION * gradient.abs().clamp(min=1.0)
        param.grad = sign * gradient
        return loss

    rows = []
    while len(rows) <= steps:
        value, gradient = evaluate(formula, param)
        point = param.detach().tolist()
        if not all(abs(v) <= BEYOND for v in (*point, value.item(), *gradient.tolist())):
            break
        group = optimizer.param_groups[0]
        momentum = group["momentum"] if "momentum" in group else group.get("betas", (None,))[0]
        average = averaged(optimizer, param)
        spent = optimizer.state.get(param, {}).get("func_evals")
        row = {"points": point, "averages": average, "rates": group["lr"], "momenta": momentum, "evaluations": spent}
        rows.append(row)
        if len(rows) > steps:
            break
        optimizer.step(closure)
        if scheduler is not None:
            scheduler.step(*([value.item()] if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau) else []))
    return rows


def exact_until(rows, perturbed):
    """The last step at which every perturbed path is within a quarter of the tolerance of the true one."""
    for step, row in enumerate(rows):
        for path in perturbed:
            if step >= len(path):
                return step - 1
            for ours, theirs in zip(row["points"], path[step]["points"]):
                if abs(ours - theirs) > TOLERANCE / 4 * max(1, abs(ours)):
                    return step - 1
    return len(rows) - 1


def case(optimizer, loss, steps, schedules=(), milestones=()):
    """One path at the given steps, and how far it is determined."""
    rows = run(optimizer, loss, steps[-1], None, schedules, milestones)
    perturbed = [run(optimizer, loss, steps[-1], signs, schedules, milestones) for signs in PERTURBATIONS]
    fixture = {"optimizer": optimizer, "loss": loss, "rows": len(rows), "exact_until": exact_until(rows, perturbed)}
    columns = ["points"]
    if rows[-1]["averages"] is not None:
        rows[0]["averages"] = rows[0]["averages"] or rows[0]["points"]
        columns.append("averages")
    if rows[-1]["evaluations"] is not None:
        rows[0]["evaluations"] = 0
        columns.append("evaluations")
    if schedules:
        fixture |= {"schedules": schedules, "milestones": milestones}
        columns += ["rates", "momenta"]
    return fixture | {column: [rows[step][column] for step in steps if step < len(rows)] for column in columns}


def schedule_cases():
    singles = [([f"{name}:{settings}"], []) for name, (_, *all_settings) in SCHEDULES.items() for settings in all_settings]
    for schedules, milestones in (*singles, *SEQUENCES):
        for optimizer in SCHEDULED:
            for loss in LOSSES:
                yield case(optimizer, loss, SCHEDULE_STEPS, schedules, milestones)


def write(path, head, cases):
    """One case a line, so that differences can be read."""
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    head = json.dumps(head)[1:-1]
    path.write_text("{" + head + ',\n"cases": [\n' + lines + "\n]}\n")
    print(path.name, len(cases), "cases")


def versions():
    names = ("torch", "pytorch_optimizer", "schedulefree", "prodigyopt", "dadaptation")
    return ", ".join(f"{name} {importlib.metadata.version(name).split('+')[0]}" for name in names)


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    losses = {name: {"formula": formula, "start": start} for name, (formula, start) in LOSSES.items()}
    for name in sys.argv[1:] or [*METHODS, "schedules"]:
        random.seed(name)
        if name == "schedules":
            steps, cases = SCHEDULE_STEPS, schedule_cases()
        else:
            steps = STEPS
            cases = (case(f"{name}:{settings}", loss, STEPS) for settings in METHODS[name][1:] for loss in LOSSES)
        write(FOLDER / f"{name}.json", {"made_with": versions(), "steps": steps, "losses": losses}, list(cases))


if __name__ == "__main__":
    main()
