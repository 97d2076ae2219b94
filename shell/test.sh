#!/usr/bin/env bash
# Run every test: the unit tests once on each backend, then the integration tests, which choose backends themselves.
# Arguments go to pytest: bash shell/test.sh -k dense. BACKENDS="torch numpy" narrows the backends.
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
[ -x "$python" ] || python=python
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
summary=()

run() { # title, command...
  local title=$1 code
  shift
  printf '\n=== %s\n' "$title"
  "$@" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  # pytest says 5 when a selection by -k or -m leaves no test.
  if [ "$code" -ne 0 ] && ! { [ "$code" -eq 5 ] && [ -n "$selection" ]; }; then status=1; fi
  summary+=("$(printf '%-28s %s' "$title" "$(tail -n 1 "$log")")")
}

selection="$*"
for backend in ${BACKENDS:-numpy jax torch tensorflow}; do
  run "unit tests on $backend" env KERAS_BACKEND="$backend" "$python" -m pytest -q -n 2 multikeras "$@"
done
run "integration tests" "$python" -m pytest -q -n 2 integration_tests "$@"
run "data sources on numpy" env KERAS_BACKEND=numpy "$python" -m pytest -q -n 2 integration_tests/data_sources_test.py "$@"
for backend in torch tensorflow; do # what takes the backend's own road; the run before was on the default backend
  run "integration on $backend" env KERAS_BACKEND="$backend" "$python" -m pytest -q -n 2 \
    integration_tests/{data_sources,guides,idioms,jit_compile}_test.py "$@"
done

printf '\n=== summary\n'
printf '%s\n' "${summary[@]}"
if [ "$status" -eq 0 ]; then echo "all tests passed"; else echo "TESTS FAILED"; fi
exit "$status"
