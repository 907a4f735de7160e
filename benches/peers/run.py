#!/usr/bin/env python3
"""Runs the workloads, clearprop and its peers in turn, and prints the table of ratios.

    benches/peers/run.py [WORKLOAD …] [--rounds N] [-o FILE.md] [--growth FILE.svg]

Makes its own virtual environment in target/peers on its first run (PyTorch and its libraries are
some 3 GB). What counts is the ratio to a peer within one run: figures move with the machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "target" / "peers"
DATA = PLACE / "data"
SEEDS = 5

# Workload, threads, peers, rounds, and what its figures are called and measured in.
TRAINING = ["numpy", "torch", "sklearn"]
CASES = [
    ("W1", 1, ["numpy", "torch"], 3),
    ("W2", 1, TRAINING, SEEDS),
    ("W3a", 1, TRAINING, 3),
    ("W3a", 2, TRAINING[:2], 3),
    ("W3b", 1, TRAINING, 3),
    ("W3b", 2, TRAINING[:2], 3),
    ("W4", 1, ["onnxruntime", "torch"], 3),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", help="W1 … W7; all where none is named")
    parser.add_argument("--rounds", type=int, help="rounds of each, where the usual number will not do")
    parser.add_argument("-o", "--output", type=Path, help="a file for the table, as Markdown")
    parser.add_argument("--growth", type=Path, help="draws only how the cost of an epoch grows, into this SVG")
    options = parser.parse_args()
    python = environment()
    wanted = lambda name: not options.workloads or name in options.workloads  # noqa: E731
    subprocess.run([python, "-c", f"import data, pathlib; data.make(pathlib.Path({str(DATA)!r}), {wanted('W7')})"], cwd=HERE, check=True)
    example = build("-p", "clearprop-train", "--example", "workloads")
    if options.growth:
        return growth(python, example, options.growth)
    command = build("-p", "clearprop-cli") if any(map(wanted, ("W5", "W6", "W7"))) else None
    lines = ["| workload | threads | who | best | median | times clearprop's best | on core | accuracy |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, threads, peers, rounds in CASES:
        if wanted(name):
            lines += compare(python, example, name, threads, peers, options.rounds or rounds)
    if wanted("W5"):
        lines += start_to_answer(python, command)
    if wanted("W6"):
        lines += marking(command)
    if wanted("W7"):
        lines += table(python, command)
    text = "\n".join(lines) + "\n"
    print(text)
    if options.output:
        options.output.write_text(text)


def environment() -> Path:
    python = PLACE / "venv" / "bin" / "python"
    done = PLACE / "venv" / "installed"
    wanted = (HERE / "requirements.txt").read_text()
    if done.exists() and done.read_text() == wanted:
        return python
    print("making the virtual environment of the peers, once", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", PLACE / "venv"], check=True)
    # The list is whole; left to itself pip would add a compiler for graphics cards.
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", HERE / "requirements.txt"]
    subprocess.run(install, check=True)
    done.write_text(wanted)
    return python


def build(*target: str) -> Path:
    """Builds a target; gives the path of its executable."""
    cargo = ["cargo", "build", "--release", "--message-format=json-render-diagnostics", *target]
    out = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    paths = [message["executable"] for message in map(json.loads, out.splitlines()) if message.get("executable")]
    return Path(paths[-1])


def once(arguments: list, cwd: Path = HERE) -> dict:
    out = subprocess.run([str(a) for a in arguments], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(out.stdout)


def compare(python, example, name, threads, peers, rounds) -> list[str]:
    """All in turn, round after round, so that what the machine does meets each alike."""
    results = {who: [] for who in ["clearprop", *peers]}
    for number in range(rounds):
        directory = DATA / (f"digits{number % SEEDS}" if name == "W2" else "wide")
        for who, found in results.items():
            print(f"{name}, {threads} threads, round {number + 1} of {rounds}: {who}", file=sys.stderr)
            rest = [name, directory, threads, number]
            found.append(once([example, *rest] if who == "clearprop" else [python, "peer.py", who, *rest]))
    parts = [("one", "one row"), ("many", "1024 rows")] if name == "W4" else [("seconds", "")]
    lines = []
    for key, what in parts:
        ours = min(result[key] for result in results["clearprop"])
        for who, found in results.items():
            times = [result[key] for result in found]
            of = lambda key: [result[key] for result in found if key in result]  # noqa: B023, E731
            on_core = show(min(of("on_core"))) if of("on_core") and threads == 1 else ""
            accuracy = f"{statistics.mean(of('accuracy')):.4f}" if of("accuracy") else ""
            lines.append(row(f"{name} {what}".strip(), threads, who, times, ours, on_core, accuracy))
    return lines


def row(what, threads, who, times, ours, on_core="", accuracy="") -> str:
    cells = [what, threads, who, show(min(times)), show(statistics.median(times)), f"{min(times) / ours:.2f}", on_core, accuracy]
    return "| " + " | ".join(map(str, cells)) + " |"


def show(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def wall(arguments: list) -> float:
    """Seconds of a whole process. `check` ends with 1 where it found something."""
    begin = time.perf_counter()
    run = subprocess.run([str(a) for a in arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    if run.returncode not in (0, 1):
        raise subprocess.CalledProcessError(run.returncode, arguments)
    return seconds


GRADIENT = """
import numpy as np
w, u, x, y = np.arange(1, 10).reshape(3, 3) / 10, np.arange(9, 0, -1).reshape(3, 3) / 10, np.array([.1, .2, .7]), np.array([1., 0, 0])
a = 1 / (1 + np.exp(-(x @ w + 1))); e = np.exp(a @ u + 1); d = e / e.sum() - y; b = (u @ d) * a * (1 - a)
print(np.outer(a, d), d, np.outer(x, b), b)
"""


def start_to_answer(python, command) -> list[str]:
    times = {"clearprop": [], "numpy": []}
    for _ in range(20):
        times["clearprop"].append(wall([command]))
        times["numpy"].append(wall([python, "-c", GRADIENT]))
    return [row("W5", 1, who, found, min(times["clearprop"])) for who, found in times.items()]


def marking(command) -> list[str]:
    times = [wall([command, "check", "tests/handout/sheet.md"]) for _ in range(20)]
    return [row("W6 the whole handout", 1, "clearprop check", times, min(times))]


def table(python, command) -> list[str]:
    """Reading the table and one epoch. The command tells the seconds of both; its peak memory is measured."""
    train = [command, "train", DATA / "table.csv", "--target", "y", "--hidden", "64,32", "--batch", "256"]
    train += ["--activation", "relu", "--epochs", "1", "--learning-rate", "0.001", "--schedule", "constant", "--weight-decay", "0"]
    train += ["--validation", "0", "-o", PLACE / "table.safetensors"]
    reading, epoch, whole, memory = [], {1: [], 2: []}, [], []
    readers, trainers = {"polars": [], "pandas": []}, {"sklearn": [], "torch": []}
    for number in range(3):
        for threads in (1, 2):
            print(f"W7, {threads} threads, round {number + 1} of 3", file=sys.stderr)
            out, seconds, peak = measured([*train, "--threads", threads])
            epoch[threads].append(float(out.split("epochs in ")[1].split(" s")[0]))
            accuracy = out.split("accuracy  ")[1].split()[0]
        reading.append(float(out.split("read in ")[1].split(" s")[0]))
        whole.append(seconds)
        memory.append(peak)
        for who, found in readers.items():
            found.append(once([python, "peer.py", who, "W7", DATA, 2, 0])["seconds"])
        for who, found in trainers.items():
            found.append(once([python, "peer.py", who, "W7", DATA, 1, 0]))
    lines = [row("W7 reading", 2, who, times, min(reading)) for who, times in [("clearprop", reading), *readers.items()]]
    for threads, times in epoch.items():
        lines.append(row("W7 epoch", threads, "clearprop", times, min(epoch[1]), "", accuracy))
    for who, found in trainers.items():
        times, accuracies = [one["seconds"] for one in found], [one["accuracy"] for one in found]
        lines.append(row("W7 epoch", 1, who, times, min(epoch[1]), "", f"{statistics.mean(accuracies):.4f}"))
    lines.append(row(f"W7 whole command, {max(memory) >> 20} MiB at its peak", 2, "clearprop train", whole, min(whole)))
    return lines


def measured(arguments: list) -> tuple[str, float, int]:
    """What a command prints, its seconds, and the most memory that it held, in bytes."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(a) for a in arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return out, time.perf_counter() - begin, usage.ru_maxrss * 1024


# Rows, inputs, width, depth, batch: each is varied while the others stay.
TASK = {"rows": 8192, "inputs": 64, "width": 128, "depth": 1, "batch": 64}
GROWTH = {
    "rows": [512, 2048, 8192, 32768, 131072],
    "width": [16, 32, 64, 128, 256, 512, 1024],
    "depth": [1, 2, 4, 8],
    "batch": [1, 4, 16, 64, 256, 1024],
}


def growth(python, example, path: Path) -> None:
    """How the time of an epoch grows, as a picture."""
    def seconds(who, tasks, threads):
        print(f"growth, {threads} threads: {who}", file=sys.stderr)
        points = ";".join(",".join(map(str, task.values())) for task in tasks)
        rest = ["growth", points, threads, 0]
        return once([example, *rest] if who == "clearprop" else [python, "peer.py", who, *rest])["seconds"]

    charts, everyone = [], ["clearprop", *TRAINING]
    for name, values in GROWTH.items():
        tasks = [TASK | {name: value} for value in values]
        series = {who: list(zip(values, seconds(who, tasks, 1))) for who in everyone}
        charts.append({"title": name, "x": name, "series": series})
    wide = [TASK | {"width": 1024, "depth": 2, "batch": 256}]
    series = {who: [(threads, seconds(who, wide, threads)[0]) for threads in (1, 2)] for who in everyone}
    charts.append({"title": "threads (64-1024-1024-10, batch 256)", "x": "threads", "series": series})
    text = json.dumps([chart | {"y": "seconds an epoch"} for chart in charts])
    chart = build("-p", "clearprop-train", "--example", "charts")
    path.write_text(subprocess.run([chart], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout)


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main()
