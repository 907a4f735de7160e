#!/usr/bin/env bash
# Holds clearprop to real onnxruntime, safetensors, scikit-learn, pandas and (where it is
# installed) PyTorch. Makes its own virtual environment, with the versions of requirements.txt.
#   tests/interop/run.sh [CLEARPROP]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
environment=${INTEROP_VENV:-$root/target/interop}
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet --requirement "$here/requirements.txt"
if [ $# -eq 0 ]; then
    cargo build --release --package clearprop-cli --manifest-path "$root/Cargo.toml"
    set -- "${CARGO_TARGET_DIR:-$root/target}/release/clearprop"
fi
exec "$environment/bin/python" "$here/interop.py" "$1"
