import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.ops.op import OPS, takes_numbers

TAKING_NUMBERS = sorted(name for name, op in OPS.items() if takes_numbers(op) and "bitwise" not in name and "shift" not in name)
VALUES = np.array([1.0, 2.0, -3.0, 0.5, 0.0, np.inf, np.nan], "float32")
NUMBERS = (2.0, 0.1, 0, 3, -1, 1e-9, 1e9, float("inf"), float("nan"), 1e300, 2**40)


def _float64(x):
    return ops.convert_to_numpy(x).astype("float64")  # NumPy compares no bfloat16


@pytest.mark.filterwarnings("ignore:overflow encountered", "ignore:invalid value", "ignore:divide by zero")
@pytest.mark.parametrize(
    ("name", "dtype"),
    [(name, "float32") for name in TAKING_NUMBERS] + [("multiply", "bfloat16"), ("power", "float16"), ("clip", "float64")],
)
def test_python_numbers_count_as_scalars_of_the_tensors_dtype(name, dtype):
    op = OPS[name]
    x = ops.cast(VALUES, dtype)
    others = [ops.convert_to_tensor(VALUES > 0)] * (len(op.positions) - len(op.promoted))
    for number in NUMBERS:
        scalar = backend.convert(number, backend.native_dtype(dtype))
        for place in range(len(op.promoted)) if name != "clip" else [0]:
            given, expected = [number] * len(op.promoted), [scalar] * len(op.promoted)
            given[place] = expected[place] = x
            given, expected = op.function(*others, *given), op.function(*others, *expected)
            assert backend.dtype_name(given) == backend.dtype_name(expected)
            np.testing.assert_array_equal(_float64(given), _float64(expected), err_msg=f"{number!r} around place {place}")


@pytest.mark.parametrize("bounds", [(None, 1.0), (0.0, None), (0, 1), (None, None)])
def test_numbers_and_none_go_to_the_backend_as_they_are(bounds, monkeypatch):
    clip = OPS["clip"]
    x = ops.convert_to_tensor(VALUES)
    monkeypatch.setitem(clip.function.__globals__, "general", None)
    np.testing.assert_array_equal(ops.convert_to_numpy(clip.function(x, *bounds)), np.clip(VALUES, *bounds))


def test_ops_of_other_families_take_numbers_too():
    x = ops.convert_to_tensor(np.array([1.0, 2.0, 3.0], "float32"))
    assert ops.convert_to_numpy(ops.isclose(x, 2.0)).tolist() == [False, True, False]
    assert int(ops.searchsorted(x, 2.0)) == 1


def test_tensors_in_a_list_of_one_dtype_go_to_the_backend_as_they_are(monkeypatch):
    x = ops.convert_to_tensor(np.eye(2, dtype="float32"))
    monkeypatch.setitem(OPS["contraction"].function.__globals__, "general", None)
    assert ops.convert_to_numpy(ops.einsum("ij,jk->ik", x, x)).tolist() == [[1, 0], [0, 1]]
