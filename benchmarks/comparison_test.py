import math

import pytest

from benchmarks.comparison import compare, difference


def test_ratio_pairs_rounds_so_that_drift_cancels():
    comparison = compare([2.0, 4.0, 20.0], [1.0, 2.0, 10.0])
    assert comparison.seconds == 4.0
    assert (comparison.low, comparison.ratio, comparison.high) == (2.0, 2.0, 2.0)


def test_one_outlier_moves_no_median():
    comparison = compare([1.1, 1.1, 90.0, 1.1, 1.1], [1.0] * 5)
    assert comparison.ratio == pytest.approx(1.1)
    assert comparison.excess == pytest.approx(0.1)
    assert comparison.high == pytest.approx(1.1)


def test_quartiles():
    comparison = compare([1.0, 2.0, 3.0, 4.0, 5.0], [1.0] * 5)
    assert (comparison.low, comparison.ratio, comparison.high) == (2.0, 3.0, 4.0)


def test_a_single_round_is_its_own_quartiles():
    comparison = compare([3.0], [2.0])
    assert (comparison.low, comparison.ratio, comparison.high) == (1.5, 1.5, 1.5)


@pytest.mark.parametrize(("samples", "raw"), [([], []), ([1.0], [1.0, 2.0])])
def test_rounds_without_a_partner_are_refused(samples, raw):
    with pytest.raises(ValueError, match="Rounds come in pairs"):
        compare(samples, raw)


def test_difference_is_relative_to_the_largest_value():
    assert difference([[10.0, 0.1]], [[10.0, 0.2]]) == pytest.approx(0.01)
    assert difference([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert difference([0.0], [0.0]) == 0.0


@pytest.mark.parametrize("result", [[1.0], [[1.0, 2.0]], [1.0, math.nan], [1.0, math.inf]])
def test_other_shapes_and_values_that_are_not_finite_differ_infinitely(result):
    assert difference(result, [1.0, 2.0]) == math.inf
