"""Further sample calls of an op, drawn by Hypothesis from what its cases say of its arguments."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from multikeras.src import backend
from multikeras.src.core import tree
from multikeras.src.core.cases import Call, Draw
from multikeras.src.ops.op import Op
from multikeras.src.testing.op_sample import Sample

LARGEST_SIDE = 3


@st.composite
def op_samples(draw: Any, op: Op) -> Sample:
    """A call in any of the op's dtypes: one of its cases with other values, other shapes where any will do, other axes."""
    call = draw(st.sampled_from(op.cases.calls))
    tested = [dtype for dtype in op.cases.dtypes if dtype in backend.DTYPES]
    has_literals = any(isinstance(x, np.ndarray) and x.dtype.kind == "f" for x in tree.flatten((call.args, call.kwargs)))
    dtype = tested[0] if has_literals else draw(st.sampled_from(tested))  # literals are chosen with a dtype in mind
    if op.cases.elementwise:
        call = draw(_broadcasting(call))
    elif {"axis", "keepdims"} <= set(op.parameters) and isinstance(call.args[0], Draw) and len(call.args) == 1:
        call = draw(_reducing(call, takes_several=any(isinstance(other.kwargs.get("axis"), tuple) for other in op.cases.calls)))
    return Sample(op, call, dtype, variation=draw(st.integers(0, 1000)))


@st.composite
def _broadcasting(draw: Any, call: Call) -> Call:
    shapes = draw(mutually_broadcastable_shapes(num_shapes=len(call.args), min_side=0, max_side=LARGEST_SIDE, max_dims=4)).input_shapes
    return replace(call, args=tuple(replace(x, shape=shape) for x, shape in zip(call.args, shapes, strict=True)))


@st.composite
def _reducing(draw: Any, call: Call, takes_several: bool) -> Call:
    shape = draw(array_shapes(min_dims=1, max_dims=4, max_side=LARGEST_SIDE))
    axes = st.none() | st.integers(-len(shape), len(shape) - 1)
    if takes_several:
        axes |= st.lists(st.integers(0, len(shape) - 1), min_size=1, unique=True).map(tuple)
    changed = {"axis": draw(axes), "keepdims": draw(st.booleans())}
    return replace(call, args=(replace(call.args[0], shape=shape),), kwargs={**call.kwargs, **changed})
