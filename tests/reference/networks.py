#!/usr/bin/env python3
"""Writes fixtures/networks.json: losses, derivatives, grids, directions, paths and spectra of small networks, by PyTorch in float64.

    python -m venv venv && venv/bin/pip install torch
    venv/bin/python tests/reference/networks.py

A network is a list of layers [units, activation], with biases unless a third entry is false; a parameter vector is the
concatenation of `parameters()`. Given numbers have few digits, so that both sides read the same; results have 14. Tables are
lists of columns.
"""

import csv
import datetime
import json
import math
import pathlib
import random

import torch
from torch import nn
from torch.func import functional_call

FOLDER = pathlib.Path(__file__).parent
ACTIVATIONS = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky-relu": nn.LeakyReLU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "softplus": nn.Softplus,
}
LOSSES = {"cross-entropy": nn.CrossEntropyLoss, "binary-cross-entropy": nn.BCEWithLogitsLoss, "mse": nn.MSELoss}
IRIS_LAYERS = [[16, "sigmoid"], [3, "identity"]]
STEPS, STORED = 200, [0, 1, 2, 10, 50, 100, 200]


def given(count, deviation, digits=3):
    """Random numbers of few digits."""
    return [round(random.gauss(0.0, deviation), digits) for _ in range(count)]


def results(tensor):
    """Numbers with 14 digits; nested lists where the tensor has several axes."""
    if tensor.dim() == 0:
        return float(f"{tensor.item():.14g}")
    return [results(part) for part in tensor.detach()]


class Network:
    """A network over a table, as a function of one vector of all its parameters."""

    def __init__(self, layers, loss, features, targets, l2=0.0, l2_biases=False):
        self.layers, self.loss_name, self.l2, self.l2_biases = layers, loss, l2, l2_biases
        modules, inputs = [], len(features)
        for units, activation, *bias in layers:
            modules += [nn.Linear(inputs, units, bias=(bias or [True])[0]), ACTIVATIONS[activation]()]
            inputs = units
        self.module, self.measure = nn.Sequential(*modules), LOSSES[loss]()
        self.inputs = torch.tensor(features).T
        self.targets = torch.tensor(targets[0]).long() if loss == "cross-entropy" else torch.tensor(targets).T
        self.names = [name for name, _ in self.module.named_parameters()]
        self.shapes = [parameter.shape for parameter in self.module.parameters()]
        self.count = sum(shape.numel() for shape in self.shapes)

    def parts(self, theta):
        parts = theta.split([shape.numel() for shape in self.shapes])
        return {name: part.reshape(shape) for name, shape, part in zip(self.names, self.shapes, parts)}

    def __call__(self, theta):
        parts = self.parts(theta)
        loss = self.measure(functional_call(self.module, parts, (self.inputs,)), self.targets)
        penalised = [part for name, part in parts.items() if self.l2_biases or name.endswith("weight")]
        return loss + self.l2 / 2 * sum((part**2).sum() for part in penalised)

    def gradient(self, theta):
        leaf = theta.detach().requires_grad_(True)
        loss = self(leaf)
        return loss.detach(), torch.autograd.grad(loss, leaf)[0]

    def product(self, theta, direction):
        return torch.autograd.functional.hvp(self, theta, direction)[1]

    def description(self):
        return {"layers": self.layers, "loss": self.loss_name, "l2": self.l2, "l2_biases": self.l2_biases}


def small_data(loss, rows=7):
    """Three features; the value 30 leads some sums beyond the threshold of softplus."""
    features = [given(rows, 1.0) for _ in range(3)]
    features[0][0] = 30.0
    if loss == "cross-entropy":
        return features, [[float(k % 3) for k in range(rows)]]
    if loss == "binary-cross-entropy":
        return features, [[0.0, 1.0, 1.0, 0.25, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0, 0.5, 1.0, 0.0]]
    return features, [given(rows, 1.0) for _ in range(2)]


def derivatives():
    """Every activation with every loss, with and without penalty and biases."""
    for loss in LOSSES:
        features, targets = small_data(loss)
        outputs = 3 if loss == "cross-entropy" else 2
        for index, activation in enumerate(ACTIVATIONS):
            layers = [[5, activation], [4, activation, index % 2 == 0], [outputs, "identity"]]
            network = Network(layers, loss, features, targets, [0.0, 0.01][index % 2], index % 4 == 1)
            theta, direction = given(network.count, 0.7), given(network.count, 1.0, 2)
            value, gradient = network.gradient(torch.tensor(theta))
            product = network.product(torch.tensor(theta), torch.tensor(direction))
            yield network.description() | {
                "features": features,
                "targets": targets,
                "theta": theta,
                "direction": direction,
                "value": results(value),
                "gradient": results(gradient),
                "product": results(product),
            }


def iris():
    """The features and labels of the table that comes with the program."""
    with open(FOLDER / "../../assets/data/iris.csv") as file:
        rows = list(csv.DictReader(file))
    species = sorted({row["species"] for row in rows})
    features = [[float(row[name]) for row in rows] for name in list(rows[0])[:-1]]
    return features, [[float(species.index(row["species"])) for row in rows]]


def iris_network(l2=0.0):
    return Network(IRIS_LAYERS, "cross-entropy", *iris(), l2)


def grids():
    """21 x 21 losses on given planes, row by row: iris, a deep net of rectifiers, a regression."""
    x = [round(-1 + 0.1 * k, 1) for k in range(20)]
    wave = [round(math.sin(3 * x), 3) for x in x]
    points = [given(24, 1.0) for _ in range(2)]
    sides = [float(a * b > 0) for a, b in zip(*points)]
    networks = [
        ("iris", iris_network(1e-3)),
        (None, Network([[8, "relu"], [6, "relu"], [1, "identity"]], "binary-cross-entropy", points, [sides])),
        (None, Network([[10, "gelu"], [1, "identity"]], "mse", [x], [wave])),
    ]
    for data, network in networks:
        origin, *directions = (given(network.count, deviation, 2) for deviation in (0.5, 0.3, 0.3))
        base, first, second = (torch.tensor(vector) for vector in (origin, *directions))
        ends = [-2.0, 3.0]
        along = [ends[0] + (ends[1] - ends[0]) * k / 20 for k in range(21)]
        losses = torch.stack([network(base + a * first + b * second) for b in along for a in along])
        case = network.description() | {"data": data, "origin": origin, "directions": directions, "ends": ends}
        if data is None:
            case |= {"features": network.inputs.T.tolist(), "targets": network.targets.T.tolist()}
        yield case | {"losses": results(losses)}


def normalised(network, theta, direction, by_layer, biases):
    """Li et al. 2018: each filter of the direction gets the norm of the filter of the weights; a bias is a filter of its own."""
    parts, scaled = network.parts(torch.tensor(theta)), []
    for name, d in network.parts(torch.tensor(direction)).items():
        w = parts[name]
        if name.endswith("bias") and not biases:
            scaled.append(torch.zeros_like(d).flatten())
            continue
        rows = (d.reshape(1, -1), w.reshape(1, -1)) if by_layer else (d.reshape(len(d), -1), w.reshape(len(w), -1))
        d, w = rows
        scaled.append((d * (w.norm(dim=1) / d.norm(dim=1))[:, None]).flatten())
    return torch.cat(scaled)


def directions():
    """One direction, normalised in every way."""
    network = Network([[6, "relu"], [5, "tanh"], [3, "identity"]], "cross-entropy", *iris())
    theta, direction = given(network.count, 0.5), given(network.count, 1.0)
    for by_layer in (False, True):
        for biases in (False, True):
            scaled = normalised(network, theta, direction, by_layer, biases)
            yield network.description() | {
                "theta": theta,
                "direction": direction,
                "normalisation": "layer" if by_layer else "filter",
                "biases": biases,
                "scaled": results(scaled),
            }


def train(network, start, make, perturbed=False):
    """The points before steps 0 to 200, and their losses; perturbed: with gradients off by two units in their last place."""
    theta = torch.tensor(start, requires_grad=True)
    optimizer = make([theta])
    points, losses = [], []
    for _ in range(STEPS + 1):
        loss, theta.grad = network.gradient(theta)
        if perturbed:
            signs = torch.tensor([random.choice((-1.0, 1.0)) for _ in start])
            theta.grad += 4e-16 * signs * theta.grad.abs().clamp(min=1.0)
        points.append(theta.detach().clone())
        losses.append(loss)
        optimizer.step()
    return torch.stack(points), torch.stack(losses)


OPTIMIZERS = {
    "sgd:lr=0.1,momentum=0.9": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adam:lr=0.01": lambda p: torch.optim.Adam(p, lr=0.01),
}


def spectrum(network, theta):
    """The two largest eigenvalues of the full Hessian, and their vectors."""
    values, vectors = torch.linalg.eigh(torch.autograd.functional.hessian(network, theta))
    return values[-2:].flip(0), vectors[:, -2:].flip(1).T


def training():
    """200 steps on iris by each optimizer; then principal components of the paths, and the Hessian where they end."""
    network = iris_network()
    start = given(network.count, 0.3)
    paths = {}
    for name, make in OPTIMIZERS.items():
        points, losses = train(network, start, make)
        shaken = max((train(network, start, make, True)[0] - points).abs().max().item() for _ in range(4))
        print(f"{name}: perturbed gradients move the path by {shaken:.1e}")
        assert shaken < 1e-10, "the path is not determined to 1e-9"
        paths[name] = points
        eigenvalues, eigenvectors = spectrum(network, points[-1])
        yield network.description() | {
            "optimizer": name,
            "start": start,
            "steps": STORED,
            "points": results(points[STORED]),
            "losses": results(losses),
            "eigenvalues": results(eigenvalues),
            "eigenvectors": results(eigenvectors),
            "principal": [components([points], centre) for centre in ("final", "mean")],
        }
    yield network.description() | {"principal": [components(list(paths.values()), "final")]}


def components(paths, centre):
    """The two principal components about a centre, the shares of variance, and where some points of the paths fall."""
    points = torch.cat(paths)
    origin = points.mean(0) if centre == "mean" else torch.stack([path[-1] for path in paths]).mean(0)
    _, sizes, axes = torch.linalg.svd(points - origin, full_matrices=False)
    shares = sizes**2 / (sizes**2).sum()
    chosen = points[::40]
    coordinates = (chosen - origin) @ axes[:2].T
    distances = (chosen - origin - coordinates @ axes[:2]).norm(dim=1)
    return {
        "centre": centre,
        "directions": results(axes[:2]),
        "explained": results(shares[:2]),
        "every": 40,
        "coordinates": results(coordinates),
        "distances": results(distances),
    }


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    random.seed("networks")
    head = {"made_with": f"torch {torch.__version__.split('+')[0]}", "made_on": datetime.date.today().isoformat()}
    text = json.dumps(head)[:-1]
    for make in (derivatives, grids, directions, training):
        lines = [json.dumps(case, separators=(",", ":")) for case in make()]
        text += f',\n"{make.__name__}": [\n' + ",\n".join(lines) + "\n]"
        print(f"networks.json: {len(lines)} {make.__name__}")
    (FOLDER / "fixtures/networks.json").write_text(text + "}\n")


if __name__ == "__main__":
    main()
