#!/usr/bin/env bash
# How good clearprop's defaults are, beside scikit-learn's MLP with its own, on five bundled tables.
#   benches/defaults/run.sh [CLEARPROP]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
environment=${DEFAULTS_VENV:-$root/target/defaults}
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet --requirement "$here/requirements.txt"
if [ $# -eq 0 ]; then
    cargo build --release --package clearprop-cli --manifest-path "$root/Cargo.toml"
    set -- "${CARGO_TARGET_DIR:-$root/target}/release/clearprop"
fi
exec "$environment/bin/python" "$here/defaults.py" "$@"
