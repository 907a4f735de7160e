"""Writes torch.jsonl: the gradients of 20 networks of figures.jsonl by PyTorch's autograd in double precision.

    python -m venv /tmp/torch && /tmp/torch/bin/pip install -r requirements-torch.txt
    /tmp/torch/bin/python torch_gradients.py
"""

import json
import tomllib
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
HOW_MANY = 20

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky-relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": lambda z: F.elu(z, 1.0),
    "softplus": lambda z: F.softplus(z, threshold=700.0),  # by default PyTorch goes linear above 20
    "silu": F.silu,
    "gelu": lambda z: F.gelu(z, approximate="none"),
    "softmax": lambda z: torch.softmax(z, dim=0),
}


def one_loss(name, a, y):
    if name == "categorical-cross-entropy":
        counted = y != 0
        return -(y[counted] * torch.log(a[counted])).sum()
    if name == "binary-cross-entropy":
        return F.binary_cross_entropy(a, y, reduction="sum")
    if name == "squared-error":
        return F.mse_loss(a, y, reduction="sum") / 2
    return F.mse_loss(a, y, reduction="mean")


def gradients(text):
    """E and its gradients, by id."""
    net = tomllib.loads(text)
    tensor = lambda v: torch.tensor(v, dtype=torch.float64)
    layers = []
    for y in net["layer"]:
        weights = tensor([[float(v) for v in row] for row in y["weights"]]).requires_grad_()
        bias = y.get("bias", 0.0)
        if not isinstance(bias, list):
            bias = [bias] * weights.shape[1]
        layers.append((ACTIVATIONS[y["activation"]], weights, tensor([float(v) for v in bias]).requires_grad_()))
    losses = []
    for s in net["sample"]:
        a = tensor([float(v) for v in s["input"]])
        for activation, weights, bias in layers:
            a = activation(a @ weights + bias)
        losses.append(one_loss(net["loss"], a, tensor([float(v) for v in s["target"]])))
    loss = torch.stack(losses).mean()
    loss.backward()
    out = {"E": loss.item()}
    for l, (_, weights, bias) in enumerate(layers, 1):
        for j, row in enumerate(weights.grad.tolist(), 1):
            out |= {f"dE/dw[{l},{j},{k}]": v for k, v in enumerate(row, 1)}
        out |= {f"dE/db[{l},{k}]": v for k, v in enumerate(bias.grad.tolist(), 1)}
    return out


def covers(case):
    """What a network exercises: each activation hidden and as output, each with each loss at the output."""
    net = tomllib.loads(case["toml"])
    names = [y["activation"] for y in net["layer"]]
    return {("hidden", n) for n in names[:-1]} | {("output", names[-1]), ("loss", net["loss"]),
            ("depth", len(names)), ("samples", len(net["sample"])), ("pair", names[-1] == "softmax", net["loss"])}


def chosen(cases):
    """The embedded networks, then greedily what adds the most that is new; ties by the order of the file."""
    picked = [c for c in cases if c["name"] in ("handout", "mazur", "prakash")]
    seen = set().union(*map(covers, picked))
    rest = [c for c in cases if c["name"].startswith("random") and not c["cancelled"]]
    while len(picked) < HOW_MANY:
        best = max(rest, key=lambda c: (len(covers(c) - seen), len(covers(c))))
        rest.remove(best)
        picked.append(best)
        seen |= covers(best)
    return picked, seen


def main():
    cases = [json.loads(line) for line in open(HERE / "figures.jsonl")]
    picked, seen = chosen(cases)
    for position in ("hidden", "output"):
        missing = set(ACTIVATIONS) - {v[1] for v in seen if v[0] == position}
        assert not missing, (position, missing)
    assert len({v[1] for v in seen if v[0] == "loss"}) == 4
    worst = (0.0, "")
    with open(HERE / "torch.jsonl", "w", newline="\n") as file:
        for case in picked:
            found = gradients(case["toml"])
            for name, v in found.items():
                true = float(case["quantities"][name])
                difference = abs(v - true) / abs(true) if true else abs(v)
                worst = max(worst, (difference, f"{case['name']} {name}"))
                assert abs(v - true) <= 1e-11 * abs(true) + 1e-15, (case["name"], name, v, true)
            line = {"name": case["name"], "toml": case["toml"], "torch": torch.__version__,
                    "gradients": {k: f"{v:.17g}" for k, v in found.items()}}
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    print(f"{len(picked)} networks; largest relative difference from figures.jsonl {worst[0]:.3g} at {worst[1]}")


if __name__ == "__main__":
    main()
