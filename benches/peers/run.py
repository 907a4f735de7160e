#!/usr/bin/env python3
"""Runs the workloads, clearprop and its peers in turn, and prints the table of ratios.

    benches/peers/run.py [WORKLOAD …] [--rounds N] [-o FILE.md]

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
    options = parser.parse_args()
    python = environment()
    wanted = lambda name: not options.workloads or name in options.workloads  # noqa: E731
    subprocess.run([python, "-c", f"import data, pathlib; data.make(pathlib.Path({str(DATA)!r}), {wanted('W7')})"], cwd=HERE, check=True)
    example = build("-p", "clearprop-train", "--example", "workloads")
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


def wall(arguments: list, times: int) -> list[float] | None:
    """Seconds of a whole process, or None where the command does not know its arguments yet."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run = subprocess.run([str(a) for a in arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found.append(time.perf_counter() - begin)
        if run.returncode not in (0, 1):
            return None
    return found


GRADIENT = """
import numpy as np
w, u, x, y = np.arange(1, 10).reshape(3, 3) / 10, np.arange(9, 0, -1).reshape(3, 3) / 10, np.array([.1, .2, .7]), np.array([1., 0, 0])
a = 1 / (1 + np.exp(-(x @ w + 1))); e = np.exp(a @ u + 1); d = e / e.sum() - y; b = (u @ d) * a * (1 - a)
print(np.outer(a, d), d, np.outer(x, b), b)
"""


def start_to_answer(python, command) -> list[str]:
    times = {"clearprop explain": [], "numpy": []}
    for _ in range(10):
        ours = wall([command, "explain", "--format", "json"], 1)
        if not ours:
            return skipped("W5", "`clearprop explain` is not there yet")
        times["clearprop explain"] += ours
        times["numpy"] += wall([python, "-c", GRADIENT], 1)
    best = min(times["clearprop explain"])
    return [row("W5", 1, who, found, best) for who, found in times.items()]


def marking(command) -> list[str]:
    sheets = sorted(ROOT.glob("examples/**/*handout*.md"))
    if not sheets:
        return skipped("W6", "there is no worked handout in examples/ yet")
    times = wall([command, "check", sheets[0]], 10)
    if not times:
        return skipped("W6", "`clearprop check` is not there yet")
    return [row(f"W6 {sheets[0].name}", 1, "clearprop check", times, min(times))]


def table(python, command) -> list[str]:
    """Reading the table, and one epoch, as the command's whole run: its reading is in it."""
    train = [command, "train", DATA / "table.csv", "--target", "y", "--hidden", "64,32", "--batch", "256"]
    train += ["--epochs", "1", "--threads", "2", "-o", PLACE / "table.safetensors"]
    ours = wall(train, 3)
    if not ours:
        return skipped("W7", "`clearprop train TABLE` is not there yet")
    lines = [row("W7 reading and one epoch", 2, "clearprop train", ours, min(ours))]
    for who in ("polars", "pandas"):
        times = [once([python, "peer.py", who, "W7", DATA, 2, 0])["seconds"] for _ in range(3)]
        lines.append(row("W7 reading alone", 2, who, times, min(ours)))
    return lines


def skipped(name: str, why: str) -> list[str]:
    print(f"{name} is left out: {why}", file=sys.stderr)
    return []


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main()
