#!/usr/bin/env bash
# Executes the notebooks and programs that clearprop writes, compares their numbers with the JSON,
# and compiles the Typst. Makes its own virtual environment, with the versions of requirements.txt.
#   tests/formats/run.sh [CLEARPROP]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
environment=${FORMATS_VENV:-$root/target/formats}
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet --requirement "$here/requirements.txt"
# PyTorch is large and is not installed here; TORCH_PYTHON names a Python that has it.
if [ $# -eq 0 ]; then
    cargo build --release --package clearprop-cli --manifest-path "$root/Cargo.toml"
    set -- "${CARGO_TARGET_DIR:-$root/target}/release/clearprop"
fi
exec "$environment/bin/python" "$here/formats.py" "$1"
