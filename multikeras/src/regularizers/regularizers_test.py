import numpy as np
import pytest

from multikeras.src import backend, regularizers
from multikeras.src.core.symbolic import KerasTensor

MATRIX = np.float32([[1.0, -2.0], [0.0, 3.0], [-1.0, 1.0]])


@pytest.mark.parametrize(
    ("regularizer", "penalty"),
    [
        (regularizers.L1(0.5), 4.0),
        (regularizers.L2(0.5), 8.0),
        (regularizers.L1L2(0.5, 0.25), 8.0),
        (regularizers.L1L2(), 0.0),
    ],
)
def test_norms(regularizer, penalty):
    for x in (MATRIX, backend.convert(MATRIX), backend.Variable(MATRIX)):
        assert backend.to_numpy(regularizer(x)) == pytest.approx(penalty, rel=1e-6)


@pytest.mark.parametrize("mode", ["rows", "columns"])
def test_orthogonal(mode):
    vectors = MATRIX if mode == "rows" else MATRIX.T
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = [abs(unit[i] @ unit[j]) for i in range(len(unit)) for j in range(len(unit)) if i != j]
    assert float(regularizers.OrthogonalRegularizer(0.5, mode)(MATRIX)) == pytest.approx(0.5 * np.mean(cosines), rel=1e-5)


def test_a_single_vector_is_orthogonal_to_all_others():
    assert float(regularizers.OrthogonalRegularizer(0.5)(MATRIX[:1])) == 0.0


def test_symbols():
    assert regularizers.L1L2(0.1, 0.1)(KerasTensor((None, 3))).shape == ()


@pytest.mark.parametrize("factor", [-1.0, float("inf"), float("nan"), "much", True])
@pytest.mark.parametrize(("cls", "name"), [(regularizers.L1, "l1"), (regularizers.L2, "l2"), (regularizers.L1L2, "l2")])
def test_factors_that_are_none(cls, name, factor):
    with pytest.raises(ValueError, match=f"{cls.__name__}: `{name}` must be a number of 0 or more"):
        cls(**{name: factor})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: regularizers.OrthogonalRegularizer(mode="planes"), "`mode` must be one of .*got 'planes'"),
        (lambda: regularizers.OrthogonalRegularizer()(np.ones(3)), "works on matrices, got a tensor of shape \\(3,\\)"),
        (lambda: regularizers.get("l1_l3"), "no regularizer named 'l1_l3'. Did you mean 'l1_l2'"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("name", ["l1_l2", "L1L2", "l1l2"])
def test_get(name):
    assert type(regularizers.get(name)) is regularizers.L1L2
    assert regularizers.get(None) is None


@pytest.mark.parametrize(
    "regularizer",
    [
        regularizers.L1(0.3),
        regularizers.L2(0.3),
        regularizers.L1L2(0.3, 0.4),
        regularizers.OrthogonalRegularizer(0.3, "columns"),
    ],
)
def test_to_a_config_and_back(regularizer):
    again = regularizers.deserialize(regularizers.serialize(regularizer))
    assert type(again) is type(regularizer)
    assert again.get_config() == regularizer.get_config()
