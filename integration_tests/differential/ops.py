"""Every op beside Keras's op of the same name: the same calls on the same backend."""

import sys
from typing import Any

import keras

from integration_tests.differential.comparison import Difference, compared
from multikeras.src import backend
from multikeras.src.ops.op import OPS
from multikeras.src.testing.op_evaluation import results, samples, tensors

OPS_BETWEEN_CLEARINGS = 20
"""JAX keeps every program that it has compiled, which would fill the memory before the end."""


def differences(only: str = "") -> tuple[int, list[Difference]]:
    """The number of calls that were compared on the active backend, and those that differ."""
    calls, found = 0, []
    for number, op in enumerate(OPS.values()):
        if "jax" in sys.modules and number % OPS_BETWEEN_CLEARINGS == 0:
            sys.modules["jax"].clear_caches()
        theirs = _namesake(op)
        if theirs is None or op.cases is None or only not in op.name:
            continue
        for dtype in [name for name in op.cases.dtypes if name in backend.DTYPES]:
            for sample, ours in zip(samples(op, dtype), results(op, dtype), strict=True):
                calls += 1
                pairs = compared(ours, lambda s=sample, f=theirs: s.apply(f, tensors(s)), op.cases.tolerance, op.cases.compare)
                found += [Difference(op.name, backend.NAME, kind, repr(sample), detail) for kind, detail in pairs]
    return calls, found


def _namesake(op: Any) -> Any:
    """Keras's function of that name, None where it has none."""
    for name in op.public:
        place = keras
        for part in name.split(".")[1:]:
            place = getattr(place, part, None)
        if place is not None:
            return place
    return None
