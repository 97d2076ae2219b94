#!/usr/bin/env bash
# Make .venv and install multikeras into it, in editable form.
#
#   bash shell/setup.sh                    the default backend (JAX) and what the examples need
#   bash shell/setup.sh torch tensorflow   the backends that are named, and what the examples need
#   bash shell/setup.sh all                every backend and the tools for development
#
# PYTHON names the interpreter to use (python3 unless it is set; 3.11 or newer).
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "multikeras needs Python 3.11 or newer; $python is $("$python" --version). Name another one: PYTHON=python3.12 bash $0" >&2
  exit 1
}

backends=("${@:-jax}")
extras=examples
if [ "${backends[*]}" = all ]; then
  backends=(jax torch tensorflow)
  extras=dev
fi

# On Linux the builds for the CPU, where pip's sources offer them; a pin matches a build such as 2.13.0+cpu.
packages=()
for backend in "${backends[@]}"; do
  case "$backend" in
    torch) [ "$(uname -s)" = Linux ] && packages+=("torch==2.13.0") ;;
    jax | tensorflow | numpy) ;;
    *) echo "There is no backend '$backend'. Choose among jax, torch, tensorflow, numpy, or say 'all'." >&2; exit 1 ;;
  esac
  [ "$backend" = numpy ] || extras+=",$backend"
done

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check ${packages[@]+"${packages[@]}"} --editable ".[$extras]"
echo "multikeras is installed in .venv with: $extras"
