"""The tensor operations against the same algorithms in NumPy."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core import threefry
from multikeras.src.random import portable

KEY = np.array([0x9E3779B9, 0x85EBCA6B], "uint32")  # both words with their highest bit set


@pytest.fixture
def seed():
    return backend.convert(KEY)


def native(dtype):
    return backend.native_dtype(dtype)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
def test_uniforms_are_equal_to_the_last_bit(seed, dtype):
    given = backend.to_numpy(portable.uniform(seed, (33, 7), 0.0, 1.0, native(dtype)))
    expected = threefry.uniform(KEY, (33, 7), dtype=dtype)
    assert given.dtype == expected.dtype
    np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_normals_are_equal_to_rounding(seed, dtype):
    for ours, reference in [(portable.normal, threefry.normal), (portable.truncated_normal, threefry.truncated_normal)]:
        given = backend.to_numpy(ours(seed, (50, 40), 1.0, 2.0, native(dtype)))
        np.testing.assert_allclose(given, reference(KEY, (50, 40), 1.0, 2.0, dtype), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["int8", "int32", "uint32"])
@pytest.mark.parametrize("maxval", [7, 100, 2**30])
def test_integers_are_equal(seed, dtype, maxval):
    maxval = min(maxval, 100) if dtype == "int8" else maxval
    minval = 0 if dtype == "uint32" else -5
    given = backend.to_numpy(portable.randint(seed, (500,), minval, maxval, native(dtype)))
    np.testing.assert_array_equal(given, threefry.randint(KEY, (500,), minval, maxval, dtype))


def test_wide_integers_are_refused(seed):
    with pytest.raises(ValueError, match="draws integers of up to 32 bits in functions that are traced, not int64"):
        portable.randint(seed, (5,), 0, 9, native("int64"))


def test_classes_are_equal(seed):
    logits = np.float32([[0.0, 1.0, 2.0], [-3.0, 0.0, 3.0]])
    given = backend.to_numpy(portable.categorical(seed, backend.convert(logits), 100, native("int32")))
    np.testing.assert_array_equal(given, threefry.categorical(KEY, logits, 100))


@pytest.mark.parametrize("n", [0, 1, 10, 2000])
def test_permutations_are_equal(seed, n):
    np.testing.assert_array_equal(backend.to_numpy(portable.permutation(seed, n)), threefry.permutation(KEY, n))
