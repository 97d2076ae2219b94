"""Every op beside Keras's op of the same name: the same calls, the same backend, and a list of where the two differ.

    python -m integration_tests.ops_differential --backend numpy jax torch tensorflow

What differs has a verdict in `ops_verdicts.py`: Keras is at fault, the meaning is not defined, or the two differ on purpose. A difference
without one is ours to mend, and makes the command fail.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

NARROWED = {"float64": "float32", "int64": "int32", "complex128": "complex64"}
BACKENDS = ("numpy", "jax", "torch", "tensorflow")


@dataclass(frozen=True)
class Difference:
    """One call of an op in which the two libraries differ."""

    op: str
    backend: str
    kind: str  # "value", "shape", "structure", "dtype", "width" (a dtype narrowed to 32 bits), or "raises": Keras refuses the call
    call: str
    detail: str


def differences(only: str = "") -> tuple[int, list[Difference]]:
    """The number of calls that were compared on the active backend, and those that differ."""
    import keras

    from multikeras.src import backend
    from multikeras.src.ops.op import OPS
    from multikeras.src.testing.op_conformance import samples, tensors

    calls, found = 0, []
    for op in OPS.values():
        theirs = _namesake(keras, op)
        if theirs is None or op.cases is None or only not in op.name:
            continue
        for dtype in [name for name in op.cases.dtypes if name in backend.DTYPES]:
            for sample in samples(op, dtype):
                calls += 1
                ours = sample.apply(op.function, tensors(sample))
                found += [
                    Difference(op.name, backend.NAME, kind, repr(sample), detail)
                    for kind, detail in _compared(ours, lambda s=sample: s.apply(theirs, tensors(s)), op.cases)
                ]
    return calls, found


def _namesake(keras: Any, op: Any) -> Any:
    """Keras's function of that name, None where it has none."""
    for name in op.public:
        place = keras
        for part in name.split(".")[1:]:
            place = getattr(place, part, None)
        if place is not None:
            return place
    return None


def _compared(ours: Any, theirs: Any, cases: Any) -> Iterator[tuple[str, str]]:
    from multikeras.src import backend
    from multikeras.src.core import tree
    from multikeras.src.testing.comparison import to_numpy

    try:
        with np.errstate(all="ignore"):
            given = theirs()
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is what the report is about
        yield "raises", f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"
        return
    left, right = tree.flatten(ours), tree.flatten(given)
    if len(left) != len(right):
        yield "structure", f"{len(left)} tensors, Keras gives {len(right)}"
        return
    for a, b in zip(left, right, strict=True):
        b = backend.convert(b)
        if b.dtype not in backend.DTYPES.values():
            yield "dtype", f"{backend.dtype_name(backend.convert(a))}, Keras gives {b.dtype}"
            continue
        names = backend.dtype_name(backend.convert(a)), backend.dtype_name(b)
        a, b = to_numpy(a), to_numpy(b)
        if names[0] != names[1]:
            yield "width" if NARROWED.get(names[0]) == names[1] else "dtype", f"{names[0]}, Keras gives {names[1]}"
        if a.shape != b.shape:
            yield "shape", f"{a.shape}, Keras gives {b.shape}"
        elif cases.compare and not _equal(a, b, names[0], cases.tolerance):
            yield "value", _apart(a, b)


def _equal(a: np.ndarray, b: np.ndarray, dtype: str, tolerance: float) -> bool:
    loosest = {"float16": 4e-3, "bfloat16": 3e-2}.get(dtype, 0.0)
    tolerance = max(10 * tolerance, loosest)
    return np.allclose(_wide(a), _wide(b), tolerance, tolerance, equal_nan=True)


def _wide(x: np.ndarray) -> np.ndarray:
    return x.astype("complex128" if x.dtype.kind == "c" else "float64")


def _apart(a: np.ndarray, b: np.ndarray) -> str:
    apart = ~np.isclose(_wide(a), _wide(b), 1e-3, 1e-3, equal_nan=True)
    if not apart.any():
        return "slightly"
    place = tuple(int(i) for i in np.argwhere(apart)[0])
    return f"at {place}: {a[place]}, Keras gives {b[place]}"


# ----------------------------------------------------------------------------------------------------------------- report


def _in_process(name: str, only: str) -> tuple[int, list[Difference]]:
    """The comparison in a process of its own, since the backend is chosen once."""
    command = [sys.executable, "-m", "integration_tests.ops_differential", "--json", "--only", only]
    done = subprocess.run(command, env={**os.environ, "KERAS_BACKEND": name}, stdout=subprocess.PIPE, text=True, check=True)
    calls, found = json.loads(done.stdout.splitlines()[-1])
    return calls, [Difference(**one) for one in found]


def report(name: str, only: str = "") -> tuple[int, list[Difference], list[Difference]]:
    """Print how the ops of a backend compare with Keras's. Gives the number of calls, the differences, and those without a verdict."""
    from integration_tests.ops_verdicts import verdict

    calls, found = _in_process(name, only)
    groups: dict[tuple[str, str], list[Difference]] = {}
    for one in found:
        groups.setdefault((one.op, one.kind), []).append(one)
    open_ones = []
    print(f"\n{name}: {calls} calls, {len(found)} differences in {len({one.op for one in found})} ops")
    tally: Counter = Counter()
    for (op, kind), ones in sorted(groups.items()):
        known = verdict(op, kind, name)
        tally[known[0] if known else "open"] += len(ones)
        if known is None:
            open_ones += ones
        print(f"  {op:28} {kind:9} {len(ones):3}x  {': '.join(known) if known else 'OPEN'}\n      e.g. {ones[0].call}: {ones[0].detail}")
    print("  " + ", ".join(f"{count} {title}" for title, count in tally.items()))
    return calls, found, open_ones


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares the ops with Keras's.")
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--only", default="", help="ops whose name contains this")
    parser.add_argument("--json", action="store_true", help="compare on the active backend and print JSON")
    options = parser.parse_args()
    if options.json:
        calls, found = differences(options.only)
        print(json.dumps([calls, [asdict(one) for one in found]]))
        return
    open_ones = [one for name in options.backend for one in report(name, options.only)[2]]
    sys.exit(f"{len(open_ones)} differences have no verdict" if open_ones else 0)


if __name__ == "__main__":
    main()
