"""Runs what clearprop writes: programs and notebooks must give the numbers of its JSON, Typst must compile.

    python formats.py CLEARPROP
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat

try:
    import typst
except ImportError:
    typst = None

# The Python that has PyTorch.
torch = os.environ["TORCH_PYTHON"]
clearprop = Path(sys.argv[1]).resolve()
folder = Path(tempfile.mkdtemp())
ACTIVATIONS = "identity sigmoid tanh relu leaky-relu elu softplus silu gelu softmax".split()
LOSSES = "categorical-cross-entropy binary-cross-entropy squared-error mean-squared-error sum-of-squares".split()


def run(*arguments):
    done = subprocess.run([clearprop, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"clearprop {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def new(name, shape, *options):
    run("new", shape, *options, "-o", name, "--quiet")
    return name


def cases():
    """Arguments of explain: every activation and loss, deep, several samples, far out, other digits."""
    for network in ["handout", "mazur", "prakash"]:
        yield [network]
        yield [network, "--method", "handout"]
        yield [network, "--style", "matrix", "--digits", "7"]
        yield [network, "--cut"]
        yield [network, "--after", "50"]
        yield [network, "--by-hand"]
        yield [network, "--only", "dE/dw[1,1,1]"]
    for activation in ACTIVATIONS:
        yield [new(f"{activation}.toml", "3-4-2", "--activation", activation)]
        yield [new(f"{activation}-regression.toml", "2-2-2", "--activation", activation, "--output", "identity")]
        if activation not in ("softmax", "identity"):
            yield [new(f"{activation}-out.toml", "2-2-2", "--output", activation, "--loss", "squared-error")]
    for loss in LOSSES:
        yield [new(f"{loss}.toml", "2-3-2", "--output", "softmax", "--loss", loss)]
    for method in ["standard", "handout"]:
        yield [new(f"sigmoid-{method}.toml", "2-3-2", "--output", "sigmoid"), "--method", method]
    yield [new("deep.toml", "2-2-2-2-2-2", "--activation", "tanh")]
    yield [new("one.toml", "1-1", "--output", "identity")]
    yield [new("wide.toml", "20-12-10")]
    several = (folder / "sigmoid.toml").read_text() + "\n[[sample]]\ninput = [-0.5, 0.25, 2]\ntarget = [0.0, 1.0]\n"
    (folder / "several.toml").write_text(several)
    yield ["several.toml"]
    yield ["several.toml", "--method", "handout", "--style", "delta"]
    (folder / "saturated.toml").write_text(
        'loss = "binary-cross-entropy"\nlearning_rate = 0.5\n'
        '[[layer]]\nactivation = "tanh"\nweights = [[12.0, -9.0], [8.0, 11.0]]\nbias = [1.0, -1.0]\n'
        '[[layer]]\nactivation = "sigmoid"\nweights = [[30.0, -25.0], [9.0, 14.0]]\nbias = [0.5, -0.5]\n'
        "[[sample]]\ninput = [0.9, 0.8]\ntarget = [0.0, 1.0]\n"
    )
    yield ["saturated.toml"]


def exact(arguments):
    """A program goes on with exact figures, whatever a person with a calculator does."""
    return [argument for argument in arguments if argument != "--by-hand"]


def expected(arguments):
    arguments = [a for i, a in enumerate(arguments) if a != "--only" and (i == 0 or arguments[i - 1] != "--only")]
    quantities = json.loads(run("explain", *exact(arguments), "--format", "json"))["quantities"]
    return {quantity["id"]: quantity["printed"] for quantity in quantities}


def output_of(program):
    """What a program prints, run in a fresh namespace of this process."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        exec(compile(program, "program", "exec"), {"__name__": "__main__"})
    return text.getvalue()


def compare(arguments, text):
    page = expected(arguments)
    wanted = {
        name: number
        for name, number in page.items()
        if "@" not in name and (name in ("E", "E'") or name.startswith(("dE/dw", "dE/db", "w'", "b'")))
    }
    found = dict(line.split(" = ") for line in text.splitlines())
    assert found.keys() == wanted.keys(), f"{arguments}: {found.keys() ^ wanted.keys()}"
    for name, number in wanted.items():
        assert found[name] == number, f"{arguments}: {name} is {number}, the program prints {found[name]}"
    return len(wanted)


def cells(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def notebook_of(arguments):
    notebook = nbformat.reads(run("explain", *arguments, "--format", "notebook"), as_version=4)
    nbformat.validate(notebook)
    return notebook


programs = numbers = torches = notebooks = markup = 0
all_cases = list(cases())
for arguments in all_cases:
    numbers += compare(arguments, output_of(run("explain", *arguments, "--format", "python")))
    programs += 1
    assert "numbers agree" in output_of("\n".join(cells(notebook_of(arguments)))), arguments
    notebooks += 1
    if typst:
        for options in [[], ["--lesson"]]:
            (folder / "page.typ").write_text(run("explain", *arguments, *options, "--format", "typst"))
            assert typst.compile(folder / "page.typ").startswith(b"%PDF"), arguments
            markup += 1

# All PyTorch programs in one process, for it takes seconds to start. Its slope of tanh, 1 - a², has
# too few figures for the saturated network.
RUN_ALL = """
import contextlib, io, json, sys
outputs = []
for program in json.load(sys.stdin):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        exec(compile(program, "program", "exec"), {"__name__": "__main__"})
    outputs.append(text.getvalue())
json.dump(outputs, sys.stdout)
"""
for_torch = [arguments for arguments in all_cases if arguments != ["saturated.toml"]]
sources = json.dumps([run("explain", *arguments, "--format", "pytorch") for arguments in for_torch])
outputs = subprocess.run([torch, "-c", RUN_ALL], input=sources, capture_output=True, text=True)
assert outputs.returncode == 0, outputs.stderr
for arguments, output in zip(for_torch, json.loads(outputs.stdout), strict=True):
    numbers += compare(arguments, output)
    torches += 1

# As a user runs them: a program by Python, a notebook by Jupyter's kernel.
run("explain", "handout", "--quiet", "-o", "handout.py")
alone = subprocess.run([sys.executable, "handout.py"], cwd=folder, capture_output=True, text=True, check=True)
compare(["handout"], alone.stdout)
executed = nbclient.NotebookClient(notebook_of(["handout", "--lesson"]), timeout=120).execute()
assert "numbers agree" in executed.cells[-1].outputs[0].text

# A number that is wrong on the page must be found.
wrong = notebook_of(["mazur"])
for cell in wrong.cells:
    if cell.cell_type == "code":
        cell.source = cell.source.replace('"E": "0.2984"', '"E": "0.2985"')
try:
    output_of("\n".join(cells(wrong)))
    raise SystemExit("a wrong number passed")
except AssertionError as error:
    assert "0.2984 is not 0.2985" in str(error), error

print(f"{programs} NumPy programs, {torches} PyTorch programs, {numbers} numbers compared; {notebooks} notebooks")
print(f"{markup} Typst documents compiled" if typst else "The Typst was not compiled: the typst package is not installed.")
