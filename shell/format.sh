#!/usr/bin/env bash
# Format the sources and mend what ruff can mend by itself; say what is left.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
ruff format .
ruff check --fix .
