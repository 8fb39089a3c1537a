#!/usr/bin/env python3
"""Times what benches/network.rs times, with PyTorch and NumPy, so that the ratios are of one machine at one time.

    python -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python tests/reference/network_speed.py

Grids are evaluated in batches of grid points, as well as either library does it: each layer is one batched matrix product over
points, rows and units. Medians of five, seconds.
"""

import csv
import pathlib
import statistics
import time

import numpy
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHAPES = {"iris 4-16-3, 256 x 256": ([4, 16, 3], 256), "784-64-10, 1000 rows, 51 x 51": ([784, 64, 10], 51)}
NUMBERS = 1 << 19  # of hidden activations in one batch of grid points: of several tried, the fastest


def iris():
    """The features, and the species as labels."""
    with open(ROOT / "assets/data/iris.csv", encoding="utf-8") as file:
        header, *rows = [line for line in csv.reader(file) if line and not line[0].startswith("#")]
    names = sorted({row[-1] for row in rows})
    features = [[float(value) for value in row[:-1]] for row in rows]
    return torch.tensor(features), torch.tensor([names.index(row[-1]) for row in rows])


def median(work, rounds=5):
    """The median time of a call, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def plane(sizes):
    """Weights and two directions, each a list of (W, b)."""
    torch.manual_seed(0)
    layer = lambda a, b: (torch.randn(b, a) / a**0.5, torch.randn(b))
    return [[layer(a, b) for a, b in zip(sizes, sizes[1:])] for _ in range(3)]


def grid_torch(x, labels, planes, side):
    """All losses on [-1, 1] x [-1, 1]."""
    line = torch.linspace(-1, 1, side)
    points = torch.cartesian_prod(line, line)
    batch = max(1, NUMBERS // (len(x) * planes[0][0][0].shape[0]))
    losses = []
    for part in points.split(batch):
        a = x.expand(len(part), -1, -1)
        for index, layers in enumerate(zip(*planes)):
            blend = lambda k: layers[0][k] + torch.tensordot(part[:, :1], layers[1][k][None], 1) + torch.tensordot(part[:, 1:], layers[2][k][None], 1)
            a = torch.baddbmm(blend(1)[:, None, :], a, blend(0).transpose(1, 2))
            if index + 1 < len(planes[0]):
                a = torch.sigmoid(a)
        losses.append((torch.logsumexp(a, 2) - a[:, torch.arange(len(x)), labels]).mean(1))
    return torch.cat(losses)


def grid_numpy(x, labels, planes, side):
    """The same with NumPy."""
    line = numpy.linspace(-1, 1, side, dtype=numpy.float32)
    points = numpy.stack(numpy.meshgrid(line, line), -1).reshape(-1, 2)
    batch = max(1, NUMBERS // (len(x) * planes[0][0][0].shape[0]))
    losses = []
    for at in range(0, len(points), batch):
        part = points[at : at + batch]
        a = x[None]
        for index, layers in enumerate(zip(*planes)):
            blend = lambda k: layers[0][k] + numpy.multiply.outer(part[:, 0], layers[1][k]) + numpy.multiply.outer(part[:, 1], layers[2][k])
            a = a @ blend(0).transpose(0, 2, 1) + blend(1)[:, None, :]
            if index + 1 < len(planes[0]):
                a = 1 / (1 + numpy.exp(-a))
        top = a.max(2, keepdims=True)
        total = numpy.log(numpy.exp(a - top).sum(2)) + top[:, :, 0]
        losses.append((total - a[:, numpy.arange(len(x)), labels]).mean(1))
    return numpy.concatenate(losses)


def adam():
    """200 steps on iris in float64, full batch."""
    x, labels = iris()
    x = x.double()
    net = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Sigmoid(), torch.nn.Linear(16, 3)).double()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), labels).backward()
        optimizer.step()


def main():
    """Prints a table."""
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; NumPy {numpy.__version__}")
    for name, (sizes, side) in SHAPES.items():
        x, labels = iris() if sizes[0] == 4 else (torch.randn(1000, sizes[0]), torch.randint(0, sizes[-1], (1000,)))
        planes = plane(sizes)
        arrays = [[(w.numpy(), b.numpy()) for w, b in layers] for layers in planes]
        with torch.no_grad():
            by_torch = median(lambda: grid_torch(x, labels, planes, side))
        by_numpy = median(lambda: grid_numpy(x.numpy(), labels.numpy(), arrays, side))
        print(f"{name}: PyTorch {by_torch:.3f}, NumPy {by_numpy:.3f}")
    print(f"200 steps of Adam on iris: PyTorch {median(adam):.4f}")


if __name__ == "__main__":
    main()
