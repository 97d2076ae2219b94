import numpy as np
import pytest

from multikeras.src import backend, constraints

MATRIX = np.float32([[3.0, 0.3, 0.0], [-4.0, 0.4, 0.0]])


def projected(constraint, w):
    return backend.to_numpy(constraint(w))


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.MaxNorm(1.0), [[0.6, 0.3, 0.0], [-0.8, 0.4, 0.0]]),
        (constraints.MaxNorm(2.0, axis=(0, 1)), MATRIX * 2 / np.linalg.norm(MATRIX)),
        (constraints.MinMaxNorm(1.0, 2.0), [[1.2, 0.6, 0.0], [-1.6, 0.8, 0.0]]),
        (constraints.MinMaxNorm(1.0, 2.0, rate=0.5), [[2.1, 0.45, 0.0], [-2.8, 0.6, 0.0]]),
        (constraints.UnitNorm(), [[0.6, 0.6, 0.0], [-0.8, 0.8, 0.0]]),
        (constraints.UnitNorm(axis=1), MATRIX / np.linalg.norm(MATRIX, axis=1, keepdims=True)),
        (constraints.NonNeg(), np.maximum(MATRIX, 0)),
    ],
)
def test_projection(constraint, expected):
    for w in (MATRIX, backend.Variable(MATRIX)):
        np.testing.assert_allclose(projected(constraint, w), expected, rtol=1e-5)
    again = constraints.deserialize(constraints.serialize(constraint))
    assert type(again) is type(constraint)
    np.testing.assert_array_equal(projected(again, MATRIX), projected(constraint, MATRIX))


@pytest.mark.parametrize("constraint", [constraints.MaxNorm(), constraints.MinMaxNorm(), constraints.UnitNorm(), constraints.NonNeg()])
def test_the_dtype_stays(constraint):
    w = backend.convert(MATRIX, backend.native_dtype("float16"))
    assert backend.dtype_name(constraint(w)) == "float16"


@pytest.mark.parametrize("name", ["max_norm", "MaxNorm"])
def test_get(name):
    assert type(constraints.get(name)) is constraints.MaxNorm
    assert constraints.get(None) is None
    with pytest.raises(ValueError, match="no constraint named 'min_norm'. Did you mean 'm"):
        constraints.get("min_norm")
