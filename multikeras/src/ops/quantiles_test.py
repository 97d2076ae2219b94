"""Infinities, fractions in full precision, gradients with NaN, arguments that are refused."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops import quantiles


def values(x):
    return backend.to_numpy(x).tolist()


def test_infinities_are_elements_like_others():
    x = np.array([[-np.inf, 1.0, 2.0], [np.inf, np.inf, -1.0], [np.inf, np.inf, np.inf]], "float32")
    assert values(quantiles.quantile(x, [0.0, 0.5, 1.0], axis=1)) == [[-np.inf, -1.0, np.inf], [1.0, np.inf, np.inf], [2.0, np.inf, np.inf]]
    assert values(quantiles.quantile(x, 0.25, axis=1)) == [-np.inf, np.inf, np.inf]
    assert values(quantiles.nanmedian([-np.inf, np.nan, 3.0])) == -np.inf


def test_one_nan_makes_the_result_nan_unless_left_out():
    x = np.array([1.0, np.nan, 3.0], "float32")
    assert np.isnan(values(quantiles.median(x)))
    assert values(quantiles.nanmedian(x)) == 2.0
    assert np.isnan(values(quantiles.nanmedian([np.nan, np.nan])))


@pytest.mark.parametrize("q", [0.1, 0.3, 0.7, 0.9])
@pytest.mark.parametrize("method", ["lower", "higher", "nearest", "inverted_cdf", "closest_observation"])
def test_numbers_choose_the_same_element_as_in_numpy(q, method):
    x = np.arange(31, dtype="float32")
    assert values(quantiles.quantile(x, q, method=method)) == np.quantile(x.astype("float64"), q, method=method)


def test_percentiles_are_quantiles():
    x = np.arange(6.0).reshape(2, 3)
    for percentile, quantile in ((quantiles.percentile, quantiles.quantile), (quantiles.nanpercentile, quantiles.nanquantile)):
        assert values(percentile(x, 30, axis=1, keepdims=True)) == values(quantile(x, 0.3, axis=1, keepdims=True))
        assert values(percentile(x, backend.convert(np.array([25.0, 50.0])))) == [1.25, 2.5]


def test_fractions_may_be_symbols():
    assert quantiles.percentile(KerasTensor((None, 3), "int32"), KerasTensor((4,)), axis=0).shape == (4, 3)


@pytest.mark.parametrize("function", [quantiles.quantile, quantiles.percentile, quantiles.nanquantile, quantiles.nanpercentile])
def test_arguments_out_of_range_are_refused(function):
    with pytest.raises(ValueError, match=f"^{function.__name__}: `q`"):
        function([1.0], [50, 101])
    with pytest.raises(ValueError, match=f"^{function.__name__}: `method`"):
        function([1.0], 0.5, method="cubic")
