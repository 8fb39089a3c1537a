#!/usr/bin/env python3
"""Writes the optimizer fixtures: paths and words of the reference implementations, in float64.

    python -m venv venv && venv/bin/pip install torch pytorch_optimizer schedulefree prodigyopt dadaptation
    venv/bin/python tests/reference/generate.py [METHOD | schedules | words ...]

A file of fixtures/ holds the paths of one method, or those of all schedules: settings in the syntax of the command line,
the loss as a formula, and the points at the steps of "steps". A row is the state before its step; for L-BFGS a step is one
`.step(closure)`, for the schedule-free methods the point is where the gradient is taken.

"exact_until" is the last step up to which a path is determined. Two right implementations differ in how they round a
gradient, and some paths make much of that. So each path is walked again with every gradient component moved by
4e-16 max(1, |g|), about two units in its last place: with each of the four constant patterns of signs, which bend a path
steadily, and with random ones, drawn anew at every step, which also reach what a constant sign cancels over the turns of a
path: sixty, or sixteen where paths cannot be walked all at once. The first step at which the worst of them lies further off
than the tolerance of the comparison, 1e-9 max(1, |p|), is no longer compared. (Constant signs alone find too little: a
third of what random ones find for Adamax on Beale's function.)

words.json holds the hyperparameters with their defaults, and what the reference says to settings that may be wrong; null
where it says nothing.
"""

import datetime
import importlib.metadata
import json
import math
import pathlib
import random
import sys

import torch
from torch.optim import lr_scheduler

import words
from settings import LOSSES, METHODS, SCHEDULED, SCHEDULES, SEQUENCES, is_elementwise, make_optimizer, make_scheduler

FOLDER = pathlib.Path(__file__).parent / "fixtures"
STEPS = [*range(31), *range(40, 201, 10)]
SCHEDULE_STEPS = [*range(16), *range(22, 121, 7)]
PERTURBATION, TOLERANCE = 4e-16, 1e-9
CONSTANT_SIGNS = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))
# Walked one by one, and all at once.
RANDOM_PATTERNS = (16, 60)
BEYOND = 1e150


def averaged(optimizer, param):
    """The averaged point of the methods that keep one, else None."""
    state, group = optimizer.state.get(param, {}), optimizer.param_groups[0]
    if "ax" in state:
        return state["ax"].tolist()
    if "z" in state and "weight_sum" in group:
        interpolation = group["momentum"] if "momentum" in group else group["betas"][0]
        return param.detach().lerp(state["z"], 1 - 1 / interpolation).tolist()
    return None


class Evaluator:
    """Loss and gradient where a parameter stands, or copies of it; asked twice at one place, it computes once."""

    def __init__(self, formula, param):
        self.code, self.param, self.place = compile(formula.replace("^", "**"), formula, "eval"), param, None

    def __call__(self):
        if self.place is None or not self.param.equal(self.place):
            leaf = self.param.detach().clone().requires_grad_(True)
            loss = eval(self.code, {"x": leaf[..., 0], "y": leaf[..., 1], "cos": torch.cos, "pi": math.pi})
            (gradient,) = torch.autograd.grad(loss.sum(), leaf)
            self.place, self.loss, self.gradient = leaf.detach(), loss.detach(), gradient
        return self.loss, self.gradient


def run(optimizer, loss, steps, patterns=(), schedules=(), milestones=()):
    """The rows before steps 0, 1, ...; with patterns of signs, the points of as many paths with perturbed gradients."""
    formula, start = LOSSES[loss]
    param = torch.tensor([start] * len(patterns) if len(patterns) > 1 else start, requires_grad=True)
    optimizer, sign = make_optimizer(optimizer, param)
    scheduler = make_scheduler(optimizer, schedules, milestones)
    evaluate = Evaluator(formula, param)

    def closure():
        loss, gradient = evaluate()
        if patterns:
            signs = torch.tensor([pattern() for pattern in patterns]).reshape(gradient.shape)
            gradient = gradient + signs * PERTURBATION * gradient.abs().clamp(min=1.0)
        param.grad = sign * gradient
        return sign * loss.sum()

    for step in range(steps + 1):
        value, gradient = evaluate()
        numbers = torch.cat([param.detach().flatten(), value.flatten(), gradient.flatten()])
        if len(patterns) <= 1 and not (numbers.abs() <= BEYOND).all():
            return
        if patterns:
            yield param.detach().reshape(-1, 2).tolist()
        else:
            group = optimizer.param_groups[0]
            momentum = group["momentum"] if "momentum" in group else group.get("betas", (None,))[0]
            average, spent = averaged(optimizer, param), optimizer.state.get(param, {}).get("func_evals")
            row = {"points": param.detach().tolist(), "averages": average, "evaluations": spent}
            yield row | {"rates": group["lr"], "momenta": momentum}
        if step == steps:
            return
        optimizer.step(closure)
        if scheduler is not None:
            scheduler.step(*([value.item()] if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau) else []))


def exact_until(rows, perturbed):
    """The last of the rows at which all perturbed paths are still within the tolerance of them."""
    step = -1
    for step, (row, points) in enumerate(zip(rows, perturbed)):
        for p, q in ((p, q) for point in points for p, q in zip(row["points"], point)):
            if not abs(p - q) <= TOLERANCE * max(1, abs(p)):
                return step - 1
    return step


def perturbations(random_patterns):
    """What gives the signs of each gradient, one pattern after the other."""
    for signs in CONSTANT_SIGNS:
        yield lambda signs=signs: signs
    for _ in range(random_patterns):
        yield lambda: [random.choice((-1.0, 1.0)) for _ in range(2)]


def case(optimizer, loss, steps, schedules=(), milestones=()):
    """One path at the given steps, and how far it is determined."""
    rows = list(run(optimizer, loss, steps[-1], (), schedules, milestones))
    # Where each parameter goes its own way, all paths go at once.
    at_once, determined = is_elementwise(optimizer, schedules), rows
    patterns = list(perturbations(RANDOM_PATTERNS[at_once]))
    for together in [patterns] if at_once else [[pattern] for pattern in patterns]:
        perturbed = run(optimizer, loss, len(determined) - 1, together, schedules, milestones)
        determined = rows[: exact_until(determined, perturbed) + 1]
    fixture = {"optimizer": optimizer, "loss": loss, "rows": len(rows), "exact_until": len(determined) - 1}
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


def method_cases(name):
    for settings in METHODS[name][1:]:
        for loss in LOSSES:
            yield case(f"{name}:{settings}".rstrip(":"), loss, STEPS)


def schedule_cases():
    singles = [([f"{name}:{settings}"], []) for name, (_, *all_settings) in SCHEDULES.items() for settings in all_settings]
    for schedules, milestones in (*singles, *SEQUENCES):
        for optimizer in SCHEDULED:
            for loss in LOSSES:
                yield case(optimizer, loss, SCHEDULE_STEPS, schedules, milestones)


def write(name, head, **lists):
    """One entry a line, so that differences can be read."""
    names = ("torch", "pytorch_optimizer", "schedulefree", "prodigyopt", "dadaptation")
    versions = ", ".join(f"{name} {importlib.metadata.version(name).split('+')[0]}" for name in names)
    text = json.dumps({"made_with": versions, "made_on": datetime.date.today().isoformat()} | head)[:-1]
    for key, entries in lists.items():
        lines = [json.dumps(entry, separators=(",", ":")) for entry in entries]
        text += f',\n"{key}": [\n' + ",\n".join(lines) + "\n]"
        print(f"{name}.json: {len(lines)} {key}")
    (FOLDER / f"{name}.json").write_text(text + "}\n")


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    losses = {name: {"formula": formula, "start": start} for name, (formula, start) in LOSSES.items()}
    for name in sys.argv[1:] or [*METHODS, "schedules", "words"]:
        random.seed(name)
        if name == "words":
            write(name, {}, tables=words.tables(), answers=words.answers(run))
        elif name == "schedules":
            write(name, {"steps": SCHEDULE_STEPS, "losses": losses}, cases=schedule_cases())
        else:
            write(name, {"steps": STEPS, "losses": losses}, cases=method_cases(name))


if __name__ == "__main__":
    main()
