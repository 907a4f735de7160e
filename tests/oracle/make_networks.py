"""Writes figures.jsonl: random and hard networks with every quantity worked to 30 certain digits.

    python make_networks.py            # the same bytes every time

Each gradient is also held against central differences of the loss; the script stops at the first that disagrees.
"""

import json
import random
import sys
import time
from fractions import Fraction
from pathlib import Path

from mpmath import mp

from reference import (ACTIVATIONS, Number, certain, check_by_differences, copied, forward, mean_loss, quantities,
                       text, updated)

HERE = Path(__file__).parent
# Those of the random networks; sums of squares stand among the hard ones.
LOSSES = ["categorical-cross-entropy", "binary-cross-entropy", "squared-error", "mean-squared-error"]
SEED = 20181
MOST_TERM_GRADIENTS = 130  # parameters x outputs x samples up to which dE[k]/… is stored


# A network "as written" holds its numbers as the strings of its TOML file.

def layer(activation, weights, bias):
    return {"activation": activation, "weights": weights, "bias": bias}


def written(loss, layers, samples, learning_rate="1.0"):
    return {"loss": loss, "learning_rate": learning_rate, "layers": layers, "samples": samples}


def sample(inputs, target):
    return {"input": inputs, "target": target}


def toml(net):
    row = lambda numbers: "[" + ", ".join(numbers) + "]"
    lines = [f"learning_rate = {net['learning_rate']}"] if net["learning_rate"] is not None else []
    lines += [f'loss = "{net["loss"]}"']
    for y in net["layers"]:
        lines += ["", "[[layer]]", f'activation = "{y["activation"]}"', "weights = " + row(map(row, y["weights"]))]
        if y["bias"] is not None:
            lines.append("bias = " + (y["bias"] if isinstance(y["bias"], str) else row(y["bias"])))
    for s in net["samples"]:
        lines += ["", "[[sample]]", "input = " + row(s["input"]), "target = " + row(s["target"])]
    return "\n".join(lines) + "\n"


def numbers(net):
    """The network as written, as exact numbers; a bias for every neuron; rate 1 where none is given."""
    exact = lambda row: [Number(v) for v in row]
    layers = []
    for y in net["layers"]:
        width = len(y["weights"][0])
        bias = ["0"] * width if y["bias"] is None else [y["bias"]] * width if isinstance(y["bias"], str) else y["bias"]
        layers.append({"activation": y["activation"], "weights": [exact(r) for r in y["weights"]], "bias": exact(bias)})
    return {"loss": net["loss"], "learning_rate": Number(net["learning_rate"] or "1"), "layers": layers,
            "samples": [{"input": exact(s["input"]), "target": exact(s["target"])} for s in net["samples"]]}


def loss_exists(net):
    """Whether every term of the loss is finite: what the logarithms need of the outputs."""
    for s in net["samples"]:
        for y, a in zip(s["target"], forward(net, s["input"])[1][-1]):
            if net["loss"] == "binary-cross-entropy" and not (a > 0 and a < 1):
                return False
            if net["loss"] == "categorical-cross-entropy" and not y.is_zero() and not a > 0:
                return False
    return True


def is_valid(net, digits=30):
    mp.dps = digits
    net = numbers(net)
    if not loss_exists(net):
        return False
    return loss_exists(updated(net, quantities(net, per_term=False)))


# ---------------------------------------------------------------- random networks

def decimal(rng, size, places):
    unit = 10 ** places
    v = rng.randint(-round(size * unit), round(size * unit))
    return f"{'-' if v < 0 else ''}{abs(v) // unit}.{abs(v) % unit:0{places}d}"


def shares(rng, n):
    """n tenths that sum to 1; mostly one of them is everything."""
    tenths = [0] * n
    if rng.random() < 0.6:
        tenths[rng.randrange(n)] = 10
    else:
        for _ in range(10):
            tenths[rng.randrange(n)] += 1
    return [f"{t // 10}.{t % 10}" for t in tenths]


def target(rng, loss, n):
    if loss == "categorical-cross-entropy":
        return shares(rng, n)
    if loss == "binary-cross-entropy":
        return [rng.choice(["0.0", "1.0", "0.0", "1.0", f"0.{rng.randint(0, 9)}"]) for _ in range(n)]
    return [rng.choice(["0.0", "1.0", decimal(rng, 1, 1), decimal(rng, 1, 2)]) for _ in range(n)]


def width(rng, activation, widest):
    return rng.randint(2 if activation == "softmax" else 1, widest)


def random_network(rng, loss, activations, widest=5):
    size, places = rng.choice([0.5, 1, 1, 2]), rng.choice([1, 1, 2])
    layers, below = [], rng.randint(1, widest)
    inputs = below
    for name in activations:
        n = width(rng, name, widest)
        kind = rng.random()
        bias = ([decimal(rng, size, places) for _ in range(n)] if kind < 0.75
                else decimal(rng, size, 1) if kind < 0.9 else None)
        layers.append(layer(name, [[decimal(rng, size, places) for _ in range(n)] for _ in range(below)], bias))
        below = n
    samples = [sample([decimal(rng, 1, rng.choice([1, 1, 2])) for _ in range(inputs)], target(rng, loss, below))
               for _ in range(rng.choice([1, 1, 1, 2, 3]))]
    return written(loss, layers, samples, rng.choice(["1.0", "0.5", "0.1", "0.05", "0.01", "0.3", None]))


def valid_random_network(rng, loss, activations):
    for attempt in range(20000):
        # Where a loss is choosy, narrow networks with one sample are found sooner.
        net = random_network(rng, loss, activations, widest=5 if attempt < 60 else 3 if attempt < 400 else 2)
        if is_valid(net):
            return net
    sys.exit(f"no valid network found: {loss} {activations}")


def random_networks(rng):
    names = list(ACTIVATIONS)
    hidden = lambda count: [rng.choice(names) for _ in range(count)]
    for loss in LOSSES:
        for name in names:
            yield "output", loss, hidden(rng.randint(0, 3)) + [name]
            last = "softmax" if rng.random() < 0.5 else "sigmoid" if loss in LOSSES[:2] else rng.choice(names)
            before = rng.randint(0, 2)
            yield "hidden", loss, hidden(before) + [name] + hidden(rng.randint(0, 2 - before)) + [last]
    for name in names:  # every activation as a single layer and in a deep pile of itself
        loss = rng.choice(LOSSES[2:])
        yield "single", loss, [name]
        yield "pile", rng.choice(LOSSES[2:]), [name] * rng.randint(2, 4)
    while True:
        loss = rng.choice(LOSSES)
        last = rng.choice(["softmax", "sigmoid"]) if loss in LOSSES[:2] else rng.choice(names)
        yield "mixed", loss, hidden(rng.randint(0, 3)) + [last]


# ---------------------------------------------------------------- networks a person would call nasty

def hard_networks():
    SE, MSE, CCE, BCE = "squared-error", "mean-squared-error", "categorical-cross-entropy", "binary-cross-entropy"

    def one(loss, activation, weight, bias, x, y, rate="1.0"):
        return written(loss, [layer(activation, [[weight]], [bias])], [sample([x], [y])], rate)

    yield "saturated-30-sigmoid-squared", one(SE, "sigmoid", "60.0", "0.0", "0.5", "0.0")
    yield "saturated-100-sigmoid-binary", one(BCE, "sigmoid", "100.0", "0.0", "1.0", "0.0", "0.1")
    yield "saturated-700-sigmoid-binary", one(BCE, "sigmoid", "700.0", "0.0", "1.0", "0.0")
    yield "saturated-1000-sigmoid-binary-wrong", one(BCE, "sigmoid", "-1000.0", "0.0", "1.0", "1.0")
    yield "saturated-1000-sigmoid-binary-right", one(BCE, "sigmoid", "1000.0", "0.0", "1.0", "1.0")
    yield "saturated-tanh-30-100-700-1000", written(
        SE, [layer("tanh", [["30.0", "-100.0", "700.0", "-1000.0"]], None),
             layer("identity", [["0.5"], ["0.3"], ["-0.2"], ["0.7"]], ["0.1"])], [sample(["1.0"], ["0.9"])], "0.1")
    yield "saturated-sigmoid-hidden-30-100-700-1000", written(
        CCE, [layer("sigmoid", [["30.0", "-100.0", "-700.0", "1000.0"]], None),
              layer("softmax", [["0.5", "0.1"], ["0.3", "0.2"], ["-0.2", "0.4"], ["0.7", "0.9"]], "0.1")],
        [sample(["1.0"], ["0.0", "1.0"])], "0.1")
    yield "saturated-1000-softmax-right", written(
        CCE, [layer("softmax", [["1000.0", "0.0", "-1000.0"]], None)], [sample(["1.0"], ["1.0", "0.0", "0.0"])])
    yield "saturated-1000-softmax-wrong", written(
        CCE, [layer("softmax", [["1000.0", "0.0", "-1000.0"]], None)], [sample(["1.0"], ["0.0", "1.0", "0.0"])], "0.5")
    yield "saturated-700-softmax-squared", written(
        SE, [layer("softmax", [["700.0", "0.0"]], ["0.0", "0.1"])], [sample(["1.0"], ["0.2", "0.8"])])
    yield "saturated-100-softmax-binary", written(
        BCE, [layer("softmax", [["100.0", "30.0", "-30.0"]], None)], [sample(["1.0"], ["0.0", "1.0", "0.5"])], "0.01")
    yield "saturated-hidden-softmax-100", written(
        MSE, [layer("softmax", [["100.0", "0.0", "30.0"]], None),
              layer("tanh", [["0.1", "0.2"], ["0.3", "-0.4"], ["0.5", "0.6"]], ["0.1", "0.1"])],
        [sample(["1.0"], ["0.5", "-0.5"])], "0.5")
    for name in ("gelu", "silu", "softplus", "elu"):
        yield f"saturated-{name}-30-100-700-1000", written(
            SE, [layer(name, [["-30.0", "-100.0", "-700.0", "-1000.0", "1000.0"]], None),
                 layer("identity", [["0.5"], ["0.3"], ["-0.2"], ["0.7"], ["0.001"]], ["0.1"])],
            [sample(["1.0"], ["0.9"])], "0.001")
    yield "saturated-deep-sigmoid", written(
        SE, [layer("sigmoid", [["30.0"]], ["5.0"]), layer("sigmoid", [["-40.0"]], ["3.0"]),
             layer("sigmoid", [["25.0"]], ["30.0"]), layer("sigmoid", [["2.0"]], ["-20.0"])],
        [sample(["1.0"], ["1.0"])])
    yield "saturated-one-sample-of-three", written(
        BCE, [layer("sigmoid", [["8.0", "-3.0"], ["0.5", "90.0"]], ["0.0", "0.2"])],
        [sample(["0.1", "0.2"], ["1.0", "0.0"]), sample(["10.0", "8.0"], ["0.0", "1.0"]),
         sample(["-1.0", "0.0"], ["0.0", "1.0"])], "0.1")

    corner = [["0.1", "0.2"], ["0.3", "-0.1"]]  # z[1,1] = 0.1*0.3 + 0.3*0.1 - 0.06 = 0, which doubles miss
    for name in ("relu", "leaky-relu", "elu"):
        yield f"corner-{name}-at-zero", written(
            SE, [layer(name, corner, ["-0.06", "0.3"]), layer("identity", [["0.5"], ["0.7"]], ["0.1"])],
            [sample(["0.3", "0.1"], ["1.0"])], "0.5")
    yield "corner-relu-output-at-zero", written(
        MSE, [layer("relu", corner, ["-0.06", "0.01"])], [sample(["0.3", "0.1"], ["1.0", "0.5"])], "0.5")
    yield "corner-leaky-relu-output-at-zero", written(
        MSE, [layer("leaky-relu", corner, ["-0.06", "0.01"])], [sample(["0.3", "0.1"], ["1.0", "0.5"])], "0.5")

    yield "cancel-output-nearly-target", one(SE, "sigmoid", "1.5", "0.0", "1.0", "0.817574476")
    yield "cancel-output-is-target", one(SE, "identity", "0.3", "0.0", "0.1", "0.03")
    yield "cancel-two-paths-nearly", written(
        SE, [layer("tanh", [["0.7", "0.7"]], None), layer("identity", [["1.0"], ["-0.99999999"]], ["0.0"])],
        [sample(["0.9"], ["0.4"])])
    yield "cancel-sum-nearly", written(
        SE, [layer("identity", [["1.23456789"], ["-1.23456788"]], ["-0.00000001"])],
        [sample(["1.0", "1.0"], ["0.1"])], "0.1")
    yield "cancel-softmax-equal-weights", written(
        CCE, [layer("sigmoid", [["0.3", "-0.2"]], ["0.1", "0.4"]),
              layer("softmax", [["0.5", "0.5"], ["0.2", "0.7"]], ["0.1", "0.1"])],
        [sample(["0.6"], ["1.0", "0.0"])])
    yield "cancel-between-samples", written(
        MSE, [layer("tanh", [["0.5"]], ["0.0"]), layer("identity", [["0.8"]], ["0.0"])],
        [sample(["0.3"], ["0.7"]), sample(["-0.3"], ["-0.7"])], "0.5")
    yield "cancel-right-answer-in-softmax", written(
        CCE, [layer("softmax", [["18.0", "-18.0"]], ["0.0", "0.0"])], [sample(["1.0"], ["1.0", "0.0"])])

    yield "cancel-sum-of-squares-three-outputs", written(
        "sum-of-squares", [layer("tanh", [["0.4", "-0.7"], ["0.3", "0.2"]], ["0.1", "-0.2"]),
                           layer("sigmoid", [["0.5", "-0.6", "1.1"], ["-0.4", "0.9", "0.3"]], ["0.2", "0.0", "-0.3"])],
        [sample(["0.6", "-1.2"], ["1.0", "0.0", "0.5"]), sample(["-0.9", "0.4"], ["0.0", "1.0", "0.5"])], "0.25")
    yield "cancel-sum-of-squares-relu-to-identity", written(
        "sum-of-squares", [layer("relu", [["0.8", "-0.5"]], ["0.1", "0.6"]),
                           layer("identity", [["1.2", "-0.3"], ["0.4", "0.7"]], None)],
        [sample(["0.5"], ["0.6", "0.35"])], "0.1")

    yield "tiny-weights", written(
        SE, [layer("tanh", [["0.00000001", "-0.00000003"]], ["0.0", "0.0"]),
             layer("sigmoid", [["0.0000002"], ["0.000005"]], ["0.0"])], [sample(["0.00001"], ["1.0"])])
    yield "tiny-exponents", written(
        MSE, [layer("gelu", [["1e-20", "-3e-15"]], ["0.0", "0.0"]), layer("softplus", [["2e-10"], ["5e-8"]], None)],
        [sample(["1e-5"], ["1.0"])], "1e-9")
    yield "huge-weights", written(
        SE, [layer("identity", [["1000000.0", "-250000.0"]], ["0.5", "0.1"]),
             layer("leaky-relu", [["30000.0"], ["2000000.0"]], ["1.0"])], [sample(["12345.6"], ["0.0"])], "0.01")
    yield "huge-and-tiny", written(
        MSE, [layer("relu", [["1e12", "1e-12"]], None), layer("identity", [["1e-12"], ["1e12"]], ["0.1"])],
        [sample(["1.5"], ["3.0"])], "1e-6")
    yield "zero-inputs", written(
        SE, [layer("relu", [["0.5", "-0.5"]], None), layer("sigmoid", [["0.3"], ["0.4"]], None)],
        [sample(["0.0"], ["1.0"])])

    # Exact decimals that lie half way between two printed ones: 0.00125 at four digits, 0.3775 at three.
    yield "tie-0.3775", one(SE, "identity", "0.15", "0.35", "0.05", "0.0001", "0.5")
    yield "tie-0.00125-and-0.125", written(
        SE, [layer("identity", [["0.5", "0.025"]], None)], [sample(["0.05"], ["0.525", "0.00125"])], "0.5")
    yield "tie-at-four-digits", written(
        MSE, [layer("relu", [["0.12345", "0.00005", "1.00005", "0.99995"]], ["0.0", "0.0", "0.0", "0.00000"])],
        [sample(["1.0"], ["0.12335", "0.0", "1.0", "1.0"])], "0.5")
    yield "tie-negative", written(
        MSE, [layer("identity", [["-0.12345", "-0.00015", "-2.5"]], None)],
        [sample(["1.0"], ["0.0", "0.0", "-2.4995"])], "0.05")
    yield "whole-numbers", written(
        SE, [layer("relu", [["1", "-2"], ["3", "0"]], ["0", "4"]), layer("sigmoid", [["1"], ["-1"]], ["2"])],
        [sample(["1", "2"], ["1"])], "1")


def embedded_networks():
    hidden = layer("sigmoid", [["0.2", "0.3", "0.5"], ["0.3", "0.5", "0.7"], ["0.6", "0.4", "0.8"]], ["1.0"] * 3)
    output = layer("softmax", [["0.1", "0.4", "0.8"], ["0.3", "0.7", "0.2"], ["0.5", "0.2", "0.9"]], ["1.0"] * 3)
    row = sample(["0.1", "0.2", "0.7"], ["1.0", "0.0", "0.0"])
    yield "handout", written("categorical-cross-entropy", [hidden, output], [row])
    yield "mazur", written(
        "squared-error", [layer("sigmoid", [["0.15", "0.25"], ["0.2", "0.3"]], ["0.35", "0.35"]),
                          layer("sigmoid", [["0.4", "0.5"], ["0.45", "0.55"]], ["0.6", "0.6"])],
        [sample(["0.05", "0.1"], ["0.01", "0.99"])], "0.5")
    first = layer("relu", [["0.1", "0.2", "0.3"], ["0.3", "0.2", "0.7"], ["0.4", "0.3", "0.9"]], ["1.0"] * 3)
    yield "prakash", written("binary-cross-entropy", [first, hidden, output], [row], "0.01")


# ---------------------------------------------------------------- the file

def every_network():
    """(name, network as written), in the order of the file."""
    yield from embedded_networks()
    for name, net in hard_networks():
        if not is_valid(net, digits=2000):
            sys.exit(f"hard network {name} has no finite loss before and after the update")
        yield f"hard-{name}", net
    rng = random.Random(SEED)
    for count, (kind, loss, activations) in enumerate(random_networks(rng), 1):
        yield f"random-{count:03d}-{kind}-{loss}-{'-'.join(activations)}", valid_random_network(rng, loss, activations)
        if count == 210:
            return


def worked(name, net):
    exact = numbers(net)
    count = sum(len(y["weights"]) * len(y["bias"]) + len(y["bias"]) for y in exact["layers"])
    outputs, samples = len(exact["samples"][0]["target"]), len(exact["samples"])
    per_term = count * outputs * samples <= MOST_TERM_GRADIENTS
    q, cancelled, digits = certain(exact, per_term=per_term)
    compared = check_by_differences(exact, q, digits)
    largest = max(abs(v.mpf()) for v in q.values())
    case = {"name": name, "toml": toml(net), "samples": samples, "parameters": count,
            "cancelled": sorted(cancelled), "beyond_double": bool(largest > sys.float_info.max),
            "quantities": {k: text(v) for k, v in q.items()}}
    return case, compared, digits


def main():
    started, cases, compared = time.time(), [], 0
    for name, net in every_network():
        case, differences, digits = worked(name, net)
        compared += differences
        cases.append(case)
        if digits > 500 or case["cancelled"]:
            print(f"{name}: {digits} digits, cancelled {case['cancelled'][:4]}")
    with open(HERE / "figures.jsonl", "w", newline="\n") as file:
        for case in cases:
            file.write(json.dumps(case, separators=(",", ":"), ensure_ascii=False) + "\n")
    figures = sum(len(c["quantities"]) for c in cases)
    print(f"{len(cases)} networks, {figures} figures, {compared} derivatives held against differences, "
          f"{(HERE / 'figures.jsonl').stat().st_size} bytes, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
