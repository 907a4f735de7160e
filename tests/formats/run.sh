#!/usr/bin/env bash
# Executes the notebooks and programs that clearprop writes, compares their numbers with the JSON,
# and compiles the Typst. Makes its own virtual environments, with the versions of requirements.txt and, for
# PyTorch, which is large and wants another NumPy, of requirements-torch.txt.
#   tests/formats/run.sh [CLEARPROP]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
environment=${FORMATS_VENV:-$root/target/formats}
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet --requirement "$here/requirements.txt"
# TORCH_PYTHON names a Python that has PyTorch already.
if [ -z "${TORCH_PYTHON:-}" ]; then
    torch=${TORCH_VENV:-$root/target/torch}
    if [ ! -x "$torch/bin/python" ]; then
        python3 -m venv "$torch"
    fi
    # The list is whole; left to itself pip would add a compiler for graphics cards.
    "$torch/bin/pip" install --quiet --no-deps --requirement "$here/requirements-torch.txt"
    export TORCH_PYTHON=$torch/bin/python
fi
if [ $# -eq 0 ]; then
    cargo build --release --package clearprop-cli --manifest-path "$root/Cargo.toml"
    set -- "${CARGO_TARGET_DIR:-$root/target}/release/clearprop"
fi
exec "$environment/bin/python" "$here/formats.py" "$1"
