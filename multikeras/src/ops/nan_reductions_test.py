"""Dtypes, slices of nothing but NaN, and gradients."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.ops import nan_reductions

_SMOOTH = ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin", "nancumsum", "nancumprod"]


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("name", _SMOOTH)
def test_gradients_are_finite_and_none_goes_to_nan(name):
    x = backend.Variable(np.array([[1.0, np.nan, 4.0], [np.nan] * 3], "float32"))
    function = getattr(nan_reductions, name)
    _, (gradient,) = backend.step.value_and_grad(lambda: (nan_reductions.nansum(function(x, axis=1)), None), [x])
    gradient = backend.to_numpy(gradient)
    assert np.isfinite(gradient).all()
    assert gradient[0, 1] == 0
    assert not gradient[1].any()


@pytest.mark.parametrize("name", ["nancumsum", "nancumprod"])
def test_dtype_of_running_results_can_be_chosen(name):
    result = getattr(nan_reductions, name)(np.array([2.0, np.nan, 3.0], "float32"), dtype="int32")
    assert backend.dtype_name(result) == "int32"
    assert backend.to_numpy(result).tolist() == np.asarray(getattr(np, name)([2.0, np.nan, 3.0])).tolist()


def test_deviation_of_halves_does_not_overflow():
    x = backend.convert(np.array([300.0, np.nan, -300.0], "float16"))
    assert backend.to_numpy(nan_reductions.nanstd(x)) == 300.0


def test_means_of_many_halves_are_counted_exactly():
    assert backend.to_numpy(nan_reductions.nanmean(np.ones(70_000, "float16"))) == 1.0
