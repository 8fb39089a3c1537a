#!/usr/bin/env python3
"""Writes the optimizer fixtures: paths of the reference implementations in float64.

    python -m venv venv && venv/bin/pip install torch
    venv/bin/python tests/reference/generate.py [METHOD...]

Each file of fixtures/ holds one method: settings in the syntax of the command line, the loss as a formula, and the
points at the steps of "steps". "exact_until" is the last stored step up to which the path is determined: beyond it, a
perturbation of the gradient by 4e-16 max(1, |g|) moves the path by more than 1e-9 max(1, |p|), so that two right
implementations may part company there.
"""

import json
import math
import pathlib
import random
import sys

import torch

FOLDER = pathlib.Path(__file__).parent / "fixtures"
STEPS = [*range(31), *range(40, 201, 10)]
PERTURBATION, TOLERANCE = 4e-16, 1e-9
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
}

TUPLES = {"betas": ("beta1", "beta2", "beta3")}
DEFAULTS = {"beta1": 0.9, "beta2": 0.999}


def keyword_arguments(settings):
    """The reference's keyword arguments of "key=value,..."; split tuples are put together again."""
    values = {}
    for setting in filter(None, settings.split(",")):
        key, text = setting.split("=")
        values[key] = {"true": True, "false": False}.get(text, None) if text in ("true", "false") else float(text)
    for name, keys in TUPLES.items():
        if any(key in values for key in keys):
            parts = [values.pop(key, DEFAULTS.get(key)) for key in keys]
            values[name] = tuple(part for part in parts if part is not None)
    return values


def evaluate(formula, point):
    """Loss and gradient at a point."""
    leaf = point.detach().clone().requires_grad_(True)
    names = {"x": leaf[0], "y": leaf[1], "cos": torch.cos, "pi": math.pi}
    loss = eval(formula.replace("^", "**"), names)
    (gradient,) = torch.autograd.grad(loss, leaf)
    return loss, gradient


def run(reference, settings, formula, start, seed=None):
    """The points before steps 0, 1, ...; with a seed, every gradient is perturbed."""
    generator = random.Random(seed)
    param = torch.tensor(start, requires_grad=True)
    optimizer = reference([param], **keyword_arguments(settings))

    def closure():
        loss, gradient = evaluate(formula, param)
        if seed is not None:
            signs = torch.tensor([generator.choice((-1.0, 1.0)) for _ in start])
            gradient = gradient + signs * PERTURBATION * gradient.abs().clamp(min=1.0)
        param.grad = gradient
        return loss

    points = []
    for _ in range(STEPS[-1] + 1):
        loss, gradient = evaluate(formula, param)
        point = param.detach().tolist()
        if not all(abs(v) <= BEYOND for v in (*point, loss.item(), *gradient.tolist())):
            break
        points.append(point)
        optimizer.step(closure)
    return points


def exact_until(points, perturbed):
    """The last step at which every perturbed path is within the tolerance of the true one."""
    for step, point in enumerate(points):
        for path in perturbed:
            if step >= len(path) or any(abs(a - b) > TOLERANCE * max(1, abs(a)) for a, b in zip(point, path[step])):
                return step - 1
    return len(points) - 1


def case(reference, settings, loss):
    formula, start = LOSSES[loss]
    points = run(reference, settings, formula, start)
    perturbed = [run(reference, settings, formula, start, seed) for seed in range(3)]
    rows = [points[step] for step in STEPS if step < len(points)]
    return {
        "settings": settings,
        "loss": loss,
        "rows": len(points),
        "exact_until": exact_until(points, perturbed),
        "points": rows,
    }


def write(path, head, cases):
    """One case a line, so that differences can be read."""
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    head = json.dumps(head)[1:-1]
    path.write_text("{" + head + ',\n"cases": [\n' + lines + "\n]}\n")
    print(path.name, len(cases), "cases")


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    losses = {name: {"formula": formula, "start": start} for name, (formula, start) in LOSSES.items()}
    for name in sys.argv[1:] or METHODS:
        reference, *all_settings = METHODS[name]
        head = {"made_with": f"torch {torch.__version__.split('+')[0]}", "steps": STEPS, "losses": losses}
        write(FOLDER / f"{name}.json", head, [case(reference, s, loss) for s in all_settings for loss in LOSSES])


if __name__ == "__main__":
    main()
