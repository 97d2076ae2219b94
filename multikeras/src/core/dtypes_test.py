import itertools

import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest

from multikeras.src.core import config, dtypes

PYTHON = {bool: True, int: 1, float: 1.0, complex: 1j}  # as arguments of jax.numpy.result_type
NUMERIC = [name for name in dtypes.ALL_DTYPES if name != "string"]
INEXACT = [name for name in NUMERIC if dtypes.is_float(name) or dtypes.is_complex(name)]


@pytest.fixture
def floatx_float64():
    config.set_floatx("float64")
    yield
    config.set_floatx("float32")


class NamedDtype:
    """Like a dtype of TensorFlow."""

    def __init__(self, name):
        self.name = name


class PrintedDtype:
    """Like a dtype of PyTorch."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"


@pytest.mark.parametrize("name", NUMERIC)
def test_standardize_takes_every_form_of_a_dtype(name):
    dtype = dtypes.numpy_dtype(name)
    for given in (name, dtype, dtype.type, getattr(jnp, name), NamedDtype(name), PrintedDtype(name)):
        assert dtypes.standardize(given) == name


def test_standardize_python_types_and_aliases(floatx_float64):
    assert dtypes.standardize(None) == dtypes.standardize(float) == dtypes.standardize("float") == "float64"
    assert dtypes.standardize(complex) == "complex128"
    assert dtypes.standardize(np.dtype("float32")) == "float32"
    assert dtypes.standardize(int) == dtypes.standardize("int") == "int32"
    assert dtypes.standardize(bool) == "bool"
    assert dtypes.standardize(str) == dtypes.standardize(np.dtype("U7")) == "string"


def test_float64_of_numpy_is_not_the_alias_float():
    assert dtypes.standardize(np.dtype("float64")) == dtypes.standardize(np.float64) == "float64"


@pytest.mark.parametrize("bad", ["float31", "torch.float32", "", 3, [1], np.dtype("M8[s]"), object])
def test_standardize_names_what_was_given(bad):
    with pytest.raises(ValueError, match="is not a dtype.*bfloat16") as error:
        dtypes.standardize(bad)
    assert repr(bad) in str(error.value)


def of_jax(*given):
    """JAX's answer, None where it has none. Ours is floatx or int32 where JAX takes its own default."""
    try:
        with jax.enable_x64(True):
            result = str(jnp.result_type(*(PYTHON.get(one, one) for one in given)))
    except jax.dtypes.TypePromotionError:
        return None
    if not any(one in INEXACT for one in given):
        result = {"float64": "float32", "complex128": "complex64"}.get(result, result)
    if result == "int64" and set(given) <= {"bool", int}:
        return "int32"
    return result


def of_ours(*given):
    try:
        return dtypes.result_type(*given)
    except ValueError as error:
        assert "no implicit promotion" in str(error)
        return None


@pytest.mark.parametrize("pair", [*itertools.combinations_with_replacement(NUMERIC, 2)], ids="-".join)
def test_promotion_of_tensors_is_that_of_jax(pair):
    expected = of_jax(*pair)
    for order in itertools.permutations(pair):
        assert of_ours(*order) == expected


@pytest.mark.parametrize("name", NUMERIC)
@pytest.mark.parametrize("scalar", PYTHON)
def test_promotion_with_python_scalars_is_that_of_jax(name, scalar):
    assert of_ours(name, scalar) == of_ours(scalar, name) == of_jax(name, scalar)


@pytest.mark.parametrize(
    "triple", [*itertools.combinations(["uint8", "int8", "uint64", "float16", "bfloat16", "complex64", int, float], 3)]
)
def test_promotion_of_three_does_not_depend_on_order(triple):
    results = {dtypes.result_type(*order) for order in itertools.permutations(triple)}
    assert len(results) == 1


def test_weak_scalars_alone():
    assert dtypes.result_type(int) == dtypes.result_type(bool, int) == "int32"
    assert dtypes.result_type(bool) == "bool"
    assert dtypes.result_type(int, float) == "float32"
    assert dtypes.result_type(float, complex) == "complex64"


def test_weak_floats_follow_floatx(floatx_float64):
    assert dtypes.result_type("int8", float) == dtypes.result_type("uint64", "int64") == "float64"
    assert dtypes.result_type("int8", complex) == "complex128"
    assert dtypes.result_type("float16", float) == "float16"


def test_result_type_takes_dtype_objects():
    assert dtypes.result_type(np.dtype("int8"), ml_dtypes.bfloat16, None) == "bfloat16"


def test_no_promotion_names_both():
    with pytest.raises(ValueError, match="between float8_e4m3fn and float32"):
        dtypes.result_type("float8_e4m3fn", "float32")
    with pytest.raises(ValueError, match="between string and Python int"):
        dtypes.result_type("string", int)
    with pytest.raises(ValueError, match="at least one"):
        dtypes.result_type()


@pytest.mark.parametrize("name", NUMERIC)
def test_kinds_agree_with_jax(name):
    assert dtypes.is_float(name) == jnp.issubdtype(name, jnp.floating)
    assert dtypes.is_integer(name) == jnp.issubdtype(name, jnp.integer)
    assert dtypes.is_complex(name) == jnp.issubdtype(name, jnp.complexfloating)
    assert dtypes.is_signed(name) == (not jnp.issubdtype(name, jnp.unsignedinteger) and name != "bool")


def test_derived_dtypes():
    assert [dtypes.accumulator(name) for name in ("bool", "int16", "uint8", "int64", "float16")] == [
        "int32",
        "int32",
        "uint32",
        "int64",
        "float16",
    ]
    assert [dtypes.to_floating(name) for name in ("bool", "uint4", "int64", "bfloat16", "complex64")] == [
        "float32",
        "float32",
        "float32",
        "bfloat16",
        "complex64",
    ]
    assert dtypes.real_of("complex128") == "float64"
    assert dtypes.real_of("float16") == "float16"
