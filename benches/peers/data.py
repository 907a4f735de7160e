"""Writes the data of the workloads: little-endian f32 files for W2 to W4, a CSV for W7."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEEDS = 5


def save(directory: Path, name: str, inputs, classes) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    inputs.astype("<f4").tofile(directory / f"{name}_input.f32")
    classes.astype("<f4").tofile(directory / f"{name}_class.f32")


def load(directory: Path, name: str, inputs: int):
    rows = np.fromfile(directory / f"{name}_input.f32", "<f4").reshape(-1, inputs)
    return rows, np.fromfile(directory / f"{name}_class.f32", "<f4").astype(np.int64)


def digits(root: Path) -> None:
    inputs, classes = load_digits(return_X_y=True)
    for seed in range(SEEDS):
        split = train_test_split(inputs / 16, classes, test_size=360, stratify=classes, random_state=seed)
        save(root / f"digits{seed}", "train", split[0], split[2])
        save(root / f"digits{seed}", "test", split[1], split[3])


def wide(root: Path) -> None:
    """Uniform noise plus a mean for each class."""
    random = np.random.default_rng(0)
    means = 0.1 * random.normal(size=(10, 784))
    classes = random.integers(0, 10, 70000)
    inputs = random.random((70000, 784), dtype=np.float32) + means[classes].astype(np.float32)
    save(root / "wide", "train", inputs[:60000], classes[:60000])
    save(root / "wide", "test", inputs[60000:], classes[60000:])


def table(root: Path) -> None:
    """1,000,000 rows of 20 floats and a target of 0 and 1 that a network can learn."""
    import polars

    random = np.random.default_rng(1)
    inputs = random.normal(size=(1_000_000, 20))
    score = inputs[:, :5].sum(1) + inputs[:, 5] * inputs[:, 6] + 0.5 * random.normal(size=len(inputs))
    columns = {f"x{k}": inputs[:, k].round(6) for k in range(20)}
    polars.DataFrame(columns | {"y": (score > 0).astype(np.int64)}).write_csv(root / "table.csv")


def make(root: Path, with_table: bool) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for path, write in [("digits4", digits), ("wide", wide), ("table.csv", table)]:
        if not (root / path).exists() and (write is not table or with_table):
            write(root)
