#!/usr/bin/env bash
# Write the public namespaces anew from the @exports, after a public name was added, moved or removed.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
python api_gen.py "$@"
