"""Models go out to safetensors and ONNX, and come in from scikit-learn and PyTorch.

Run by run.sh. Each check compares with what the other program says of the same file."""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import pandas
from safetensors import safe_open

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "tables"
ACTIVATIONS = ["identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "silu", "gelu"]
PLACE = pathlib.Path(tempfile.mkdtemp(prefix="clearprop-interop-"))
HERE = pathlib.Path(__file__).resolve().parent


def clearprop(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=PLACE, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"clearprop {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


def predictions(model, table):
    clearprop("predict", model, table, "--probabilities", "-o", "predicted.parquet")
    return pandas.read_parquet(PLACE / "predicted.parquet")


def session(name):
    onnx.checker.check_model(onnx.load(PLACE / name), full_check=True)
    return onnxruntime.InferenceSession(PLACE / name, providers=["CPUExecutionProvider"])


def close(what, ours, theirs, tolerance=1e-5):
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    error = np.max(np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs)))
    if ours.shape != theirs.shape or not error <= tolerance:
        raise SystemExit(f"{what}: shapes {ours.shape} and {theirs.shape}, greatest difference {error}")
    print(f"{what}: greatest difference {error:.1e}")


def feeds(frame, model):
    """What a model's ONNX file takes: numbers and booleans together, each category by itself."""
    with safe_open(PLACE / model, framework="numpy") as file:
        columns = json.loads(file.metadata()["clearprop"])["columns"]
    numbers, words = [], {}
    for column in columns:
        values = frame[column["name"]]
        if column["kind"] == "number":
            numbers.append(values.astype(float))
        elif column["kind"] == "boolean":
            numbers.append(values.map({column["truth"]: 1.0, column["falsehood"]: 0.0}).astype(float))
        else:
            words[column["name"]] = values.fillna("").astype(str).to_numpy(dtype=object).reshape(-1, 1)
    return {"input": np.stack(numbers, axis=1).astype(np.float32), **words}


def exported_classes():
    frame = pandas.read_csv(EXAMPLES / "iris.csv")
    for activation in ACTIVATIONS:
        clearprop("train", EXAMPLES / "iris.csv", "-t", "species", "--epochs", 40, "--hidden", "12,6",
                  "--activation", activation, "-o", "iris.safetensors")
        clearprop("export", "iris.safetensors", "-o", "iris.onnx")
        label, probabilities = session("iris.onnx").run(["label", "probabilities"], feeds(frame, "iris.safetensors"))
        ours = predictions("iris.safetensors", EXAMPLES / "iris.csv")
        close(f"onnxruntime, iris, {activation}", ours.filter(like="p("), probabilities)
        assert list(ours["prediction"]) == list(label)
        clearprop("import", "iris.onnx", "-o", "again.safetensors")
        close(f"imported again, {activation}", predictions("again.safetensors", EXAMPLES / "iris.csv").filter(like="p("), probabilities)


def exported_two_classes():
    frame = pandas.read_csv(EXAMPLES / "iris.csv").query("species != 'setosa'")
    frame.to_csv(PLACE / "two.csv", index=False)
    clearprop("train", "two.csv", "-t", "species", "--epochs", 40, "-o", "two.safetensors")
    clearprop("export", "two.safetensors", "-o", "two.onnx")
    label, probabilities = session("two.onnx").run(["label", "probabilities"], feeds(frame, "two.safetensors"))
    ours = predictions("two.safetensors", "two.csv")
    close("onnxruntime, two classes", ours.filter(like="p("), probabilities)
    assert list(ours["prediction"]) == list(label)


def exported_numbers():
    """Categories, booleans and gaps go into the ONNX file too."""
    frame = pandas.read_csv(EXAMPLES / "houses.csv", keep_default_na=True)
    clearprop("train", EXAMPLES / "houses.csv", "-t", "price", "--epochs", 60, "-o", "houses.safetensors")
    clearprop("export", "houses.safetensors", "-o", "houses.onnx")
    (theirs,) = session("houses.onnx").run(["prediction"], feeds(frame, "houses.safetensors"))
    close("onnxruntime, houses", predictions("houses.safetensors", EXAMPLES / "houses.csv")[["prediction"]], theirs)


def safetensors_file():
    with safe_open(PLACE / "houses.safetensors", framework="numpy") as file:
        about = json.loads(file.metadata()["clearprop"])
        assert [column["name"] for column in about["columns"]] == ["area", "rooms", "built", "district", "garden", "heating"]
        assert about["target"]["task"] == "numbers" and about["seed"] == 0 and len(about["history"]) == 60
        shapes = [(file.get_tensor(f"layer.{l}.weights").shape, file.get_tensor(f"layer.{l}.bias").shape) for l in (1, 2)]
    first, second = about["layers"]
    assert shapes == [((first["inputs"], first["width"]), (first["width"],)), ((second["inputs"], 1), (1,))]
    print("safetensors: metadata and tensors read")


def imported_from_scikit_learn():
    from skl2onnx import to_onnx
    from sklearn.datasets import load_diabetes, load_iris
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def check(what, model, x, probabilities):
        x = x.astype(np.float32)
        options = {"zipmap": False} if probabilities else None
        (PLACE / "theirs.onnx").write_bytes(to_onnx(model, x[:1], options=options).SerializeToString())
        clearprop("import", "theirs.onnx", "-o", "ours.safetensors")
        np.savetxt(PLACE / "x.csv", x, delimiter=",", header=",".join(f"c{j}" for j in range(x.shape[1])), comments="", fmt="%.9g")
        ours = predictions("ours.safetensors", "x.csv")
        if probabilities:
            close(f"scikit-learn, {what}", ours.filter(like="p("), model.predict_proba(x))
            assert list(ours["prediction"]) == [str(label) for label in model.predict(x)]
        else:
            close(f"scikit-learn, {what}", ours["prediction"], model.predict(x))

    iris, diabetes = load_iris(), load_diabetes()
    for activation in ["relu", "tanh", "logistic", "identity"]:
        model = MLPClassifier((8, 5), activation=activation, max_iter=60, random_state=1).fit(iris.data, iris.target)
        check(f"three classes, {activation}", model, iris.data, True)
    two = iris.target < 2
    names = np.array(["first", "second"])[iris.target[two]]
    check("two named classes", MLPClassifier((6,), max_iter=60, random_state=1).fit(iris.data[two], names), iris.data[two], True)
    check("a number, scaled", make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(9,), max_iter=80, random_state=1)).fit(diabetes.data, diabetes.target), diabetes.data, False)
    check("classes, scaled", make_pipeline(StandardScaler(), MLPClassifier((9,), max_iter=80, random_state=1)).fit(iris.data, iris.target), iris.data, True)


def imported_from_pytorch():
    """Files that torch.onnx.export wrote (pytorch.py), each with inputs and PyTorch's outputs beside it."""
    for path in sorted((HERE / "pytorch").glob("*.onnx")):
        clearprop("import", path, "-o", "ours.safetensors")
        told = json.loads(path.with_suffix(".json").read_text())
        pandas.DataFrame(told["input"]).rename(columns=lambda j: f"c{j}").to_csv(PLACE / "x.csv", index=False)
        ours = predictions("ours.safetensors", "x.csv")
        numbers = ours.select_dtypes("number").to_numpy()
        close(f"PyTorch, {path.stem}", numbers, told["output"])


for check in [exported_classes, exported_two_classes, exported_numbers, safetensors_file,
              imported_from_scikit_learn, imported_from_pytorch]:
    check()
print("interop: all agree")
