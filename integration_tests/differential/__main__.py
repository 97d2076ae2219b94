"""Ops and layers beside Keras's: the same calls on the same backend, and a list of where the two differ.

    python -m integration_tests.differential ops layers --backend numpy jax torch tensorflow

What differs has a verdict in `verdicts.py`: Keras is at fault, the meaning is not defined, or the two differ on purpose. A difference
without one is ours to mend, and makes the command fail.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

from integration_tests.differential.verdicts import verdict

BACKENDS = ("numpy", "jax", "torch", "tensorflow")
SUBJECTS = ("ops", "layers")

QUICK_TO_COMPILE = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1", "XLA_FLAGS": "--xla_cpu_use_fusion_emitters=false"}
"""Each program runs once: compiling is what takes time."""


def compare(subject: str, backend: str, only: str = "") -> tuple[int, list[dict[str, Any]]]:
    """The number of calls that were compared, and those that differ; in a process of its own, since the backend is chosen once."""
    command = [sys.executable, "-m", "integration_tests.differential", subject, "--backend", backend, "--json", "--only", only]
    done = subprocess.run(
        command, env={**QUICK_TO_COMPILE, **os.environ, "KERAS_BACKEND": backend}, stdout=subprocess.PIPE, text=True, check=True
    )
    calls, found = json.loads(done.stdout.splitlines()[-1])
    return calls, found


def report(subject: str, backend: str, only: str = "") -> list[dict[str, Any]]:
    """Print how one backend compares with Keras's. Gives the differences without a verdict."""
    calls, found = compare(subject, backend, only)
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault((one["subject"], one["kind"]), []).append(one)
    print(f"\n{subject} on {backend}: {calls} calls, {len(found)} differences in {len({name for name, _ in groups})} {subject}")
    tally: Counter = Counter()
    missing = []
    for (name, kind), ones in sorted(groups.items()):
        known = verdict(name, kind, backend)
        tally[known[0] if known else "open"] += len(ones)
        missing += [] if known else ones
        print(f"  {name:28} {kind:9} {len(ones):3}x  {': '.join(known) if known else 'OPEN'}")
        print(f"      e.g. {ones[0]['call']}: {ones[0]['detail']}")
    print("  " + ", ".join(f"{count} {title}" for title, count in tally.items()))
    return missing


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m integration_tests.differential", description="Compares ops and layers with Keras's.")
    parser.add_argument("subject", nargs="*", help=f"any of {', '.join(SUBJECTS)}; all of them by default")
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--only", default="", help="those whose name contains this")
    parser.add_argument("--json", action="store_true", help="compare on the active backend and print JSON")
    options = parser.parse_args()
    subjects = options.subject or list(SUBJECTS)
    if not set(subjects) <= set(SUBJECTS):
        parser.error(f"there is nothing to compare among {subjects}; choose from {', '.join(SUBJECTS)}")
    if options.json:
        calls, found = importlib.import_module(f"integration_tests.differential.{subjects[0]}").differences(options.only)
        print(json.dumps([calls, [vars(one) for one in found]]))
        return
    missing = [one for subject in subjects for backend in options.backend for one in report(subject, backend, options.only)]
    sys.exit(f"{len(missing)} differences have no verdict" if missing else 0)


if __name__ == "__main__":
    main()
