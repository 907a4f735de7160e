"""One peer on one workload: `peer.py PEER WORKLOAD DIRECTORY THREADS SEED` prints one line of JSON.

For the workload `growth`, DIRECTORY is a list of tasks: ROWS,INPUTS,WIDTH,DEPTH,BATCH;…
"""

import json
import os
import sys
import time
from pathlib import Path

PEER, WORKLOAD, DIRECTORY, THREADS, SEED = sys.argv[1:6]
THREADS, SEED = int(THREADS), int(SEED)
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[name] = str(THREADS)

import numpy as np  # noqa: E402  (after the threads are said)

from data import load  # noqa: E402

SHAPES = {
    "W2": ([64, 64, 10], 32, 50),
    "W3a": ([784, 128, 10], 64, 1),
    "W3b": ([784, 512, 512, 10], 128, 1),
    "W4": ([784, 128, 10], 64, 1),
    "W7": ([20, 64, 32, 1], 256, 1),
}


def best(work, times: int) -> float:
    def once():
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return min(once() for _ in range(times))


def task():
    """Widths, batch, epochs; rows and classes to learn from, and to test with."""
    widths, batch, epochs = SHAPES[WORKLOAD]
    if WORKLOAD == "W7":
        import polars

        table = polars.read_csv(Path(DIRECTORY) / "table.csv")
        rows, classes = table.drop("y").to_numpy().astype(np.float32), table["y"].to_numpy()
        return widths, batch, epochs, (rows, classes), (rows, classes)
    return widths, batch, epochs, load(Path(DIRECTORY), "train", widths[0]), load(Path(DIRECTORY), "test", widths[0])


def growth(train) -> dict:
    """The best time of an epoch for each of many tasks."""
    seconds = []
    for point in DIRECTORY.split(";"):
        count, inputs, width, depth, batch = map(int, point.split(","))
        random = np.random.default_rng(SEED)
        data = random.random((count, inputs), dtype=np.float32), random.integers(0, 10, count)
        task = [inputs, *[width] * depth, 10], batch, 1, data, (data[0][:1], data[1][:1])
        seconds.append(min(train(task)["seconds"] for _ in range(3)))
    return {"seconds": seconds}


def timed(train) -> tuple[float, float, object]:
    begin, begin_on_core = time.perf_counter(), time.process_time()
    result = train()
    return time.perf_counter() - begin, time.process_time() - begin_on_core, result


def report(seconds: float, on_core: float, accuracy: float) -> dict:
    return {"seconds": seconds, "on_core": on_core, "accuracy": float(accuracy)}


def torch_network(widths):
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    layers = []
    for inputs, width in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, width), torch.nn.ReLU()]
    return torch, torch.nn.Sequential(*layers[:-1])


def torch_train(task) -> dict:
    widths, batch, epochs, (rows, classes), (test, expected) = task
    torch, network = torch_network(widths)
    rows, classes = torch.from_numpy(rows), torch.from_numpy(classes)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    loss_of = torch.nn.CrossEntropyLoss()
    if widths[-1] == 1:
        classes, loss_of = classes.float().reshape(-1, 1), torch.nn.BCEWithLogitsLoss()

    def train():
        for _ in range(epochs):
            order = torch.randperm(len(rows))
            for first in range(0, len(rows), batch):
                chosen = order[first : first + batch]
                optimiser.zero_grad()
                loss_of(network(rows[chosen]), classes[chosen]).backward()
                optimiser.step()

    seconds, on_core, _ = timed(train)
    with torch.no_grad():
        z = network(torch.from_numpy(test)).numpy()
    answer = z[:, 0] > 0 if widths[-1] == 1 else z.argmax(1)
    return report(seconds, on_core, (answer == expected).mean())


def sklearn_train(task) -> dict:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    widths, batch, epochs, (rows, classes), (test, expected) = task
    network = MLPClassifier(
        widths[1:-1], batch_size=batch, max_iter=epochs, n_iter_no_change=epochs + 1, alpha=0, random_state=SEED
    )
    seconds, on_core, _ = timed(lambda: network.fit(rows, classes))
    return report(seconds, on_core, (network.predict(test) == expected).mean())


def numpy_train(task) -> dict:
    """Adam written by hand, with work in place."""
    widths, batch, epochs, (rows, classes), (test, expected) = task
    random = np.random.default_rng(SEED)
    one_hot = np.eye(widths[-1], dtype=np.float32)[classes]
    parameters = []
    for inputs, width in zip(widths, widths[1:]):
        limit = np.sqrt(6 / inputs)
        parameters.append(random.uniform(-limit, limit, (inputs, width)).astype(np.float32))
        parameters.append(np.zeros(width, np.float32))
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    room = [np.empty_like(p) for p in parameters]

    def forward(a):
        signals = [a]
        for index in range(0, len(parameters), 2):
            a = a @ parameters[index]
            a += parameters[index + 1]
            if index + 2 < len(parameters):
                np.maximum(a, 0, out=a)
            signals.append(a)
        return signals

    def train():
        step = 0
        for _ in range(epochs):
            order = random.permutation(len(rows))
            for begin in range(0, len(rows), batch):
                chosen = order[begin : begin + batch]
                signals = forward(rows[chosen])
                z = signals[-1]
                z -= z.max(1, keepdims=True)
                np.exp(z, out=z)
                z /= z.sum(1, keepdims=True)
                delta = (z - one_hot[chosen]) / np.float32(len(chosen))
                gradients = [None] * len(parameters)
                for layer in range(len(parameters) // 2 - 1, -1, -1):
                    gradients[2 * layer] = signals[layer].T @ delta
                    gradients[2 * layer + 1] = delta.sum(0)
                    if layer:
                        delta = delta @ parameters[2 * layer].T
                        delta *= signals[layer] > 0
                step += 1
                rate = np.float32(1e-3 / (1 - 0.9**step))
                root = np.float32(1 / np.sqrt(1 - 0.999**step))
                for p, g, m, v, t in zip(parameters, gradients, first, second, room):
                    m *= np.float32(0.9)
                    np.multiply(g, np.float32(0.1), out=t)
                    m += t
                    v *= np.float32(0.999)
                    np.multiply(g, g, out=t)
                    t *= np.float32(0.001)
                    v += t
                    np.sqrt(v, out=t)
                    t *= root
                    t += np.float32(1e-8)
                    np.divide(m, t, out=t)
                    t *= rate
                    p -= t

    seconds, on_core, _ = timed(train)
    return report(seconds, on_core, (forward(test)[-1].argmax(1) == expected).mean())


def torch_answer() -> dict:
    torch, network = torch_network(SHAPES["W4"][0])
    rows = torch.from_numpy(load(Path(DIRECTORY), "test", 784)[0])
    with torch.inference_mode():
        return {"one": best(lambda: network(rows[:1]), 2000), "many": best(lambda: network(rows[:1024]), 60)}


def onnxruntime_answer() -> dict:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(onnx_network(), options, ["CPUExecutionProvider"])
    rows = load(Path(DIRECTORY), "test", 784)[0]

    def answer(count):
        feed = {"x": rows[:count]}
        return lambda: session.run(None, feed)

    return {"one": best(answer(1), 2000), "many": best(answer(1024), 60)}


def onnx_network() -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(SEED)
    shapes = {"w1": (784, 128), "b1": (128,), "w2": (128, 10), "b2": (10,)}
    weights = [
        numpy_helper.from_array(random.uniform(-0.1, 0.1, shape).astype(np.float32), name)
        for name, shape in shapes.items()
    ]
    nodes = [
        helper.make_node("Gemm", ["x", "w1", "b1"], ["z1"]),
        helper.make_node("Relu", ["z1"], ["a1"]),
        helper.make_node("Gemm", ["a1", "w2", "b2"], ["z2"]),
        helper.make_node("Softmax", ["z2"], ["y"], axis=1),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width]) for name, width in (("x", 784), ("y", 10))]
    graph = helper.make_graph(nodes, "w4", ends[:1], ends[1:], weights)
    opset = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


HANDOUT = ([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], [[0.9, 0.8, 0.7], [0.6, 0.5, 0.4], [0.3, 0.2, 0.1]])


def numpy_tiny() -> dict:
    first, second = (np.array(matrix) for matrix in HANDOUT)
    bias, after = np.ones(3), np.ones(3)
    x, y = np.array([0.1, 0.2, 0.7]), np.array([1.0, 0.0, 0.0])

    def step():
        nonlocal first, second, bias, after
        a = 1 / (1 + np.exp(-(x @ first + bias)))
        z = a @ second + after
        power = np.exp(z - z.max())
        delta = power / power.sum() - y
        before = (second @ delta) * a * (1 - a)
        second -= 0.01 * np.outer(a, delta)
        after -= 0.01 * delta
        first -= 0.01 * np.outer(x, before)
        bias -= 0.01 * before

    return {"seconds": best(lambda: [step() for _ in range(1000)], 20) / 1000}


def torch_tiny() -> dict:
    import torch

    torch.set_num_threads(1)
    network = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 3)).double()
    x, y = torch.tensor([[0.1, 0.2, 0.7]], dtype=torch.double), torch.tensor([0])
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    loss_of = torch.nn.CrossEntropyLoss()

    def step():
        optimiser.zero_grad()
        loss_of(network(x), y).backward()
        optimiser.step()

    return {"seconds": best(lambda: [step() for _ in range(200)], 10) / 200}


def read_table(library: str) -> dict:
    path = Path(DIRECTORY) / "table.csv"
    if library == "polars":
        import polars

        return {"seconds": best(lambda: polars.read_csv(path), 2)}
    import pandas

    return {"seconds": best(lambda: pandas.read_csv(path, engine="c"), 1)}


WORK = {
    ("torch", "W1"): torch_tiny,
    ("numpy", "W1"): numpy_tiny,
    ("onnxruntime", "W4"): onnxruntime_answer,
    ("torch", "W4"): torch_answer,
    ("polars", "W7"): lambda: read_table("polars"),
    ("pandas", "W7"): lambda: read_table("pandas"),
}
for peer, train in (("torch", torch_train), ("sklearn", sklearn_train), ("numpy", numpy_train)):
    for workload in ("W2", "W3a", "W3b"):
        WORK[peer, workload] = lambda train=train: train(task())
    WORK[peer, "growth"] = lambda train=train: growth(train)
for peer, train in (("torch", torch_train), ("sklearn", sklearn_train)):
    WORK[peer, "W7"] = lambda train=train: train(task())

if __name__ == "__main__":
    print(json.dumps(WORK[PEER, WORKLOAD]()))
