"""Mean score of five seeds (or of SEEDS in the environment) on the same splits: accuracy, or R² for diabetes.

Both programs get the table as it is and their own defaults. Since scikit-learn's MLP does not
standardise its inputs and clearprop does, a column shows it behind a StandardScaler too."""
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas
from sklearn import datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore", ConvergenceWarning)
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
OPTIONS = sys.argv[2:]
SEEDS = int(os.environ.get("SEEDS", 5))
PLACE = pathlib.Path(tempfile.mkdtemp(prefix="clearprop-defaults-"))


def clearprop(train, test, seed):
    train.to_csv(PLACE / "train.csv", index=False)
    test.to_csv(PLACE / "test.csv", index=False)
    run = lambda *arguments: subprocess.run([PROGRAM, *arguments], cwd=PLACE, check=True, capture_output=True)
    run("train", "train.csv", "--target", "target", "--seed", str(seed), "-o", "model.safetensors", "--quiet", *OPTIONS)
    run("predict", "model.safetensors", "test.csv", "-o", "predicted.csv")
    return pandas.read_csv(PLACE / "predicted.csv")["prediction"]


print(f"{'table':14} {'clearprop':>10} {'scikit-learn':>13} {'with scaler':>12}")
worst = 0.0
for name in ["iris", "wine", "breast_cancer", "digits", "diabetes"]:
    frame = getattr(datasets, f"load_{name}")(as_frame=True).frame
    numbers = name == "diabetes"
    model, score = (MLPRegressor, r2_score) if numbers else (MLPClassifier, accuracy_score)
    scores = []
    for seed in range(SEEDS):
        classes = None if numbers else frame["target"]
        train, test = train_test_split(frame, test_size=0.25, random_state=seed, stratify=classes)
        x, y = train.drop(columns="target"), train["target"]
        plain = model(random_state=seed).fit(x, y)
        scaled = make_pipeline(StandardScaler(), model(random_state=seed)).fit(x, y)
        inputs, truth = test.drop(columns="target"), test["target"]
        scores.append([score(truth, clearprop(train, test, seed)), score(truth, plain.predict(inputs)),
                       score(truth, scaled.predict(inputs))])
    ours, theirs, theirs_scaled = np.mean(scores, axis=0)
    worst = min(worst, ours - max(theirs, theirs_scaled))
    print(f"{name:14} {ours:10.4f} {theirs:13.4f} {theirs_scaled:12.4f}")
print(f"least lead over the better of the two: {worst:+.4f}")
