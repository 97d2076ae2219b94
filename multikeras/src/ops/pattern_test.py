"""Shapes with unknown dimensions, and what patterns refuse."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops.pattern import rearrange, reduce, repeat


@pytest.mark.parametrize(
    ("shape", "pattern", "lengths", "expected"),
    [
        ((None, 6, 3), "b (h w) c -> b c h w", {"h": 2}, (None, 3, 2, 3)),
        ((None, None, 3), "b (h w) c -> b h w c", {"h": 2}, (None, 2, None, 3)),
        ((None, 4, 3), "b h c -> (b h) c", {}, (None, 3)),
        ((None, 4, 3), "... c -> c ...", {}, (3, None, 4)),
        ((2, 4, 3), "a b c -> (a b c)", {}, (24,)),
    ],
)
def test_symbolic_shapes(shape, pattern, lengths, expected):
    assert rearrange(KerasTensor(shape), pattern, **lengths).shape == expected


def test_dtype_of_a_reduction():
    x = np.ones((2, 3), "int32")
    assert backend.dtype_name(reduce(x, "a b -> a", "mean")) == reduce(KerasTensor((2, 3), "int32"), "a b -> a", "mean").dtype == "float32"


def test_list_of_tensors_is_a_first_axis():
    x = [np.zeros((2, 3)), np.ones((2, 3))]
    assert backend.to_numpy(rearrange(x, "n a b -> a (b n)")).tolist() == [[0, 1] * 3] * 2


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda x: rearrange(x, "a b c -> a b"), "loses the axes"),
        (lambda x: rearrange(x, "a b c -> a b c d"), "new axes"),
        (lambda x: rearrange(x, "a b -> b a"), "2 dimensions"),
        (lambda x: rearrange(x, "a b c"), "arrow"),
        (lambda x: rearrange(x, "a (b b2) c -> a b b2 c"), "lengths of all but one"),
        (lambda x: rearrange(x, "a (b b2) c -> a b b2 c", b=4), "cannot be made"),
        (lambda x: rearrange(x, "a b c -> a b c", d=4), "no axes of the names"),
        (lambda x: rearrange(x, "a b a -> a b"), "cannot be read"),
        (lambda x: rearrange(x, "a b (c -> a b c"), "cannot be read"),
        (lambda x: rearrange(x, "a b c -> c b a", a=2.0), "ints"),
        (lambda x: rearrange(x, "a 1 c -> a c"), "cannot be made"),
        (lambda x: reduce(x, "a b c -> a", "median"), "must be one of"),
        (lambda x: repeat(x, "a b c -> a b c n"), "give their lengths"),
    ],
)
@pytest.mark.parametrize("symbolic", [False, True])
def test_refusals(refused, message, symbolic):
    with pytest.raises(ValueError, match=message):
        refused(KerasTensor((2, 6, 3)) if symbolic else ops.zeros((2, 6, 3)))
