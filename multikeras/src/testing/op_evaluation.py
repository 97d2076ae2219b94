"""What sample calls give, at the least cost of compiling."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.ops.op import Op
from multikeras.src.testing.op_sample import Sample

SIZES_FROM_VALUES = frozenset({"bincount", "nonzero", "repeat_each", "unique", "intersect1d", "union1d", "setdiff1d"})
"""Ops whose results, unless a call says `size`, have sizes that depend on values: unknown to symbols, for tracing up to the framework."""


def sizes_are_known(sample: Sample) -> bool:
    """False where the sizes of a result depend on values."""
    return sample.op.name not in SIZES_FROM_VALUES or sample.call.kwargs.get("size") is not None


def samples(op: Op, dtype: str) -> list[Sample]:
    """All sample calls in the first dtype, the first one in the others."""
    calls = op.cases.calls if dtype == op.cases.dtypes[0] else op.cases.calls[:1]
    return [Sample(op, call, dtype) for call in calls]


def tensors(sample: Sample) -> list[Any]:
    """The arrays of a sample as tensors."""
    return [backend.convert(array) for array in sample.arrays]


@lru_cache(maxsize=1)  # several checks of an op look at the same results
def results(op: Op, dtype: str) -> list[Any]:
    """What the sample calls give: in the first dtype the first one as users call it, the others as is cheapest."""
    chosen = samples(op, dtype)
    alone = chosen[: dtype == op.cases.dtypes[0]]
    return [*map(called, alone), *evaluate(chosen[len(alone) :])]


def evaluate(chosen: Sequence[Sample]) -> list[Any]:
    """What calls give. Where each op would be compiled by itself, they are compiled as one program, in a fraction of the time."""
    together = [i for i, sample in enumerate(chosen) if backend.TRACES and _fits_in_a_program(sample)]
    found = {}
    if together:
        program = backend.TRACERS["jit"](lambda values: [_apply(chosen[i], given) for i, given in zip(together, values, strict=True)])
        found = dict(zip(together, program([tensors(chosen[i]) for i in together]), strict=True))
    return [found[i] if i in found else called(sample) for i, sample in enumerate(chosen)]


def called(sample: Sample) -> Any:
    """What the call gives."""
    return _apply(sample, tensors(sample))


def _apply(sample: Sample, values: Sequence[Any]) -> Any:
    return sample.apply(sample.op.function, values)


def _fits_in_a_program(sample: Sample) -> bool:
    return bool(sample.arrays) and sizes_are_known(sample) and all(map(_can_be_traced, sample.arrays))


def _can_be_traced(array: np.ndarray) -> bool:
    """False for 64 bits, which need another mode of the framework, and for masks, whose values may have to be known."""
    return array.size > 0 and array.dtype != bool and array.dtype.itemsize < 8
