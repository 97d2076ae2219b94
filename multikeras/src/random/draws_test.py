import math

import numpy as np
import pytest
from scipy import stats

from multikeras.src import backend
from multikeras.src.core import config, threefry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator, draw_seed, set_random_seed


@pytest.fixture(params=["native", "portable"])
def rng(request):
    config.set_rng(request.param)


@pytest.fixture
def portable():
    config.set_rng("portable")


def values(tensor):
    return backend.to_numpy(tensor)


LOGITS = np.log(np.float32([[0.1, 0.2, 0.7], [0.5, 0.5, 1e-9]]))
DRAWS = {
    "normal": lambda seed: draws.normal((40, 50), 2.0, 3.0, seed=seed),
    "uniform": lambda seed: draws.uniform((40, 50), -1.0, 3.0, seed=seed),
    "truncated_normal": lambda seed: draws.truncated_normal((40, 50), 2.0, 3.0, seed=seed),
    "randint": lambda seed: draws.randint((40, 50), -3, 9, seed=seed),
    "gamma": lambda seed: draws.gamma((40, 50), 0.7, seed=seed),
    "beta": lambda seed: draws.beta((40, 50), 0.7, 2.0, seed=seed),
    "binomial": lambda seed: draws.binomial((40, 50), 30, 0.4, seed=seed),
    "categorical": lambda seed: draws.categorical(LOGITS, 1000, seed=seed),
    "shuffle": lambda seed: draws.shuffle(np.arange(2000, dtype="int32"), seed=seed),
    "dropout": lambda seed: draws.dropout(np.ones((40, 50), "float32"), 0.3, seed=seed),
}


@pytest.mark.usefixtures("rng")
@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
class TestSeeds:
    def test_an_int_repeats_itself(self, draw):
        np.testing.assert_array_equal(values(draw(3)), values(draw(3)))
        assert not np.array_equal(values(draw(3)), values(draw(4)))

    def test_a_generator_goes_on(self, draw):
        generator = SeedGenerator(3)
        first, second = values(draw(generator)), values(draw(generator))
        assert not np.array_equal(first, second)
        generator.reset()
        np.testing.assert_array_equal(values(draw(generator)), first)

    def test_none_follows_the_global_seed(self, draw):
        set_random_seed(5)
        first, second = values(draw(None)), values(draw(None))
        assert not np.array_equal(first, second)
        set_random_seed(5)
        np.testing.assert_array_equal(values(draw(None)), first)


def test_seeds_that_were_given_out_stay():
    generator = SeedGenerator(3)
    first = generator.next()
    before = values(first)
    second = generator.next()
    np.testing.assert_array_equal(values(first), before)
    assert not np.array_equal(values(second), before)


def test_the_counter_of_a_seed_wraps():
    seed = backend.convert(np.array([7, 2**32 - 1], "uint32"))
    np.testing.assert_array_equal(values(backend.random.advance(seed)), np.array([7, 0], "uint32"))


CONTINUOUS = {
    "normal": (lambda shape, **kwargs: draws.normal(shape, 2.0, 3.0, **kwargs), stats.norm(2, 3)),
    "uniform": (lambda shape, **kwargs: draws.uniform(shape, -1.0, 3.0, **kwargs), stats.uniform(-1, 4)),
    "truncated_normal": (lambda shape, **kwargs: draws.truncated_normal(shape, 2.0, 3.0, **kwargs), stats.truncnorm(-2, 2, 2, 3)),
    "gamma": (lambda shape, **kwargs: draws.gamma(shape, 2.5, **kwargs), stats.gamma(2.5)),
    "gamma_small": (lambda shape, **kwargs: draws.gamma(shape, 0.3, **kwargs), stats.gamma(0.3)),
    "beta": (lambda shape, **kwargs: draws.beta(shape, 2.0, 3.5, **kwargs), stats.beta(2.0, 3.5)),
    "beta_small": (lambda shape, **kwargs: draws.beta(shape, 0.5, 0.8, **kwargs), stats.beta(0.5, 0.8)),
}
DISCRETE = {
    "binomial_few": (lambda n: draws.binomial((n,), 6, 0.3, seed=0), stats.binom(6, 0.3)),
    "binomial_many": (lambda n: draws.binomial((n,), 40, 0.3, seed=0), stats.binom(40, 0.3)),
    "binomial_rare": (lambda n: draws.binomial((n,), 2000, 0.002, seed=0), stats.binom(2000, 0.002)),
    "binomial_likely": (lambda n: draws.binomial((n,), 500, 0.8, seed=0), stats.binom(500, 0.8)),
    "randint": (lambda n: draws.randint((n,), -3, 9, seed=0), stats.randint(-3, 9)),
    "categorical": (
        lambda n: draws.categorical(np.log([[0.1, 0.2, 0.7]]), n, seed=0),
        stats.rv_discrete(values=([0, 1, 2], [0.1, 0.2, 0.7])),
    ),
    "dropout": (lambda n: draws.dropout(np.ones(n, "float32"), 0.5, seed=0), stats.rv_discrete(values=([0, 2], [0.5, 0.5]))),
}


@pytest.mark.usefixtures("rng")
class TestDistributionFunctions:
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize(("draw", "expected"), CONTINUOUS.values(), ids=CONTINUOUS)
    def test_wide_numbers(self, draw, expected, dtype):
        x = values(draw((20000,), dtype=dtype, seed=0))
        assert x.dtype == dtype
        assert stats.kstest(x, expected.cdf).pvalue > 1e-3
        assert x.mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / math.sqrt(20000))
        assert x.var() == pytest.approx(expected.var(), rel=0.08)

    @pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
    @pytest.mark.parametrize(("draw", "expected"), CONTINUOUS.values(), ids=CONTINUOUS)
    def test_narrow_numbers(self, draw, expected, dtype):
        x = draw((2000,), dtype=dtype, seed=0)
        assert backend.dtype_name(x) == dtype
        # As good as with exact numbers, but for the steps between narrow ones.
        assert stats.kstest(values(x).astype("float64"), expected.cdf).statistic < 0.05

    @pytest.mark.parametrize(("draw", "expected"), DISCRETE.values(), ids=DISCRETE)
    def test_whole_numbers(self, draw, expected):
        x = values(draw(20000)).ravel()
        bounds = np.unique(expected.ppf(np.linspace(0.02, 0.98, 13)))
        counts = np.histogram(x, np.concatenate([[-np.inf], bounds + 0.5, [np.inf]]))[0]
        shares = np.diff(expected.cdf(np.concatenate([[-np.inf], bounds, [np.inf]])))
        kept = shares > 1e-9
        assert stats.chisquare(counts[kept], shares[kept] * 20000).pvalue > 1e-3

    def test_shuffled_places(self):
        order = values(draws.shuffle(np.arange(20000, dtype="int32"), seed=0))
        table = np.histogram2d(order, np.arange(20000), bins=10)[0]
        assert stats.chisquare(table.ravel(), ddof=18).pvalue > 1e-3

    def test_parameters_that_differ_by_element(self):
        alpha = np.float32([0.2, 1.0, 5.0])
        x = values(draws.gamma((5000, 3), alpha, seed=0))
        np.testing.assert_allclose(x.mean(axis=0), alpha, rtol=0.15)
        x = values(draws.beta((5000, 3), alpha, backend.Variable(alpha[::-1].copy()), seed=0))
        np.testing.assert_allclose(x.mean(axis=0), alpha / (alpha + alpha[::-1]), rtol=0.15)
        counts, probabilities = np.array([3, 0, 200]), np.float32([[0.5, 0.2, 0.9]])
        x = values(draws.binomial((5000, 3), counts, probabilities, seed=0))
        np.testing.assert_allclose(x.mean(axis=0), counts * probabilities[0], rtol=0.05)

    def test_extreme_parameters(self):
        x = values(draws.gamma((2000,), 1e6, seed=0))
        assert x.mean() == pytest.approx(1e6, rel=1e-3) and x.std() == pytest.approx(1e3, rel=0.1)
        x = values(draws.beta((2000,), 1e-3, 1e-3, seed=0))
        assert np.isfinite(x).all() and x.mean() == pytest.approx(0.5, abs=0.05)
        for probability, share in [(0.0, 0.0), (1.0, 1.0)]:
            np.testing.assert_array_equal(values(draws.binomial((50,), 30, probability, seed=0)), 30 * share)
        x = values(draws.binomial((2000,), 1e6, 0.3, seed=0))
        assert x.mean() == pytest.approx(3e5, rel=1e-3) and x.std() == pytest.approx(math.sqrt(2.1e5), rel=0.1)

    @pytest.mark.parametrize("run", backend.TRACERS.values(), ids=backend.TRACERS)
    def test_traced(self, run):
        seed = draw_seed(3)
        for draw in [
            lambda seed: draws.gamma((20,), 0.7, seed=seed),
            lambda seed: draws.beta((20,), 0.7, 2.0, seed=seed),
            lambda seed: draws.binomial((20,), 30, 0.4, seed=seed),
        ]:
            np.testing.assert_allclose(values(run(draw)(seed)), values(draw(seed)), rtol=1e-4)


@pytest.mark.usefixtures("rng")
class TestDistributions:
    def test_normal(self):
        x = values(draws.normal((100, 100), 2.0, 3.0, seed=0))
        assert x.mean() == pytest.approx(2.0, abs=0.1)
        assert x.std() == pytest.approx(3.0, abs=0.1)

    def test_uniform(self):
        x = values(draws.uniform((100, 100), -1.0, 3.0, seed=0))
        assert -1.0 <= x.min() < -0.99 and 2.99 < x.max() < 3.0
        assert x.mean() == pytest.approx(1.0, abs=0.05)

    def test_truncated_normal(self):
        x = values(draws.truncated_normal((100, 100), 2.0, 3.0, seed=0))
        assert -4.0 <= x.min() < -3.9 and 7.9 < x.max() <= 8.0
        assert x.std() == pytest.approx(3.0 * 0.8796, abs=0.1)

    @pytest.mark.parametrize("dtype", ["int8", "int32", "uint8"])
    def test_randint(self, dtype):
        x = draws.randint((4000,), 3, 9, dtype=dtype, seed=0)
        assert backend.dtype_name(x) == dtype
        numbers, counts = np.unique(values(x), return_counts=True)
        assert numbers.tolist() == [3, 4, 5, 6, 7, 8]
        np.testing.assert_allclose(counts / 4000, 1 / 6, atol=0.03)

    def test_categorical(self):
        x = values(draws.categorical(LOGITS, 4000, seed=0))
        shares = [np.bincount(row, minlength=3) / 4000 for row in x]
        np.testing.assert_allclose(shares, [[0.1, 0.2, 0.7], [0.5, 0.5, 0.0]], atol=0.03)

    @pytest.mark.parametrize("axis", [0, 1, -1])
    def test_shuffle(self, axis):
        x = np.arange(60).reshape(6, 10)
        shuffled = values(draws.shuffle(x, axis=axis, seed=0))
        order = shuffled[:, 0] // 10 if axis == 0 else shuffled[0] % 10
        assert not np.array_equal(order, np.sort(order))
        np.testing.assert_array_equal(shuffled, np.take(x, order, axis))

    @pytest.mark.parametrize(("rate", "kept"), [(0.0, 1.0), (0.25, 0.75), (1.0, 0.0)])
    def test_dropout(self, rate, kept):
        x = values(draws.dropout(np.full((100, 100), 3.0, "float32"), rate, seed=0))
        assert (x != 0).mean() == pytest.approx(kept, abs=0.02)
        np.testing.assert_allclose(x[x != 0], 3.0 / (1 - rate or 1), rtol=1e-6)

    @pytest.mark.parametrize("noise_shape", [(8, 1), (None, 1)])
    def test_dropout_of_whole_rows(self, noise_shape):
        x = values(draws.dropout(np.ones((8, 9), "float32"), 0.5, noise_shape, seed=0))
        assert set(x.sum(axis=1)) == {0.0, 18.0}

    @pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
    @pytest.mark.parametrize("draw", [draws.normal, draws.uniform, draws.truncated_normal])
    def test_dtype(self, draw, dtype):
        x = draw((7, 2), dtype=dtype, seed=0)
        assert (backend.static_shape(x), backend.dtype_name(x)) == ((7, 2), dtype)


@pytest.mark.usefixtures("portable")
class TestPortable:
    """What the portable generator draws, whatever the backend."""

    key = np.array([3, 0], "uint32")

    def test_floats(self):
        for draw, reference in [
            (draws.uniform, threefry.uniform),
            (draws.normal, threefry.normal),
            (draws.truncated_normal, threefry.truncated_normal),
        ]:
            np.testing.assert_allclose(values(draw((5, 4), seed=3)), reference(self.key, (5, 4)), rtol=1e-5, atol=1e-6)

    def test_integers(self):
        np.testing.assert_array_equal(values(draws.randint((50,), -3, 9, seed=3)), threefry.randint(self.key, (50,), -3, 9))
        np.testing.assert_array_equal(values(draws.categorical(LOGITS, 9, seed=3)), threefry.categorical(self.key, LOGITS, 9))
        order = threefry.permutation(self.key, 9)
        np.testing.assert_array_equal(values(draws.shuffle(np.arange(9), seed=3)), order)

    def test_dropout(self):
        kept = threefry.uniform(self.key, (6, 7), dtype="float32") >= 0.5
        np.testing.assert_array_equal(values(draws.dropout(np.ones((6, 7), "float32"), 0.5, seed=3)), 2.0 * kept)

    @pytest.mark.parametrize(
        ("draw", "numbers"),
        [
            (lambda: draws.gamma((4,), 0.7, seed=3), [0.3604204, 0.978485, 1.50305, 0.04870836]),
            (lambda: draws.beta((4,), 0.7, 2.0, seed=3), [0.7307579, 0.0324933, 0.2873496, 0.8819612]),
            (lambda: draws.binomial((4,), 30, 0.4, seed=3), [15, 12, 13, 15]),
            (lambda: draws.binomial((4,), 30, 0.1, seed=3), [4, 5, 4, 1]),
        ],
    )
    def test_rejection(self, draw, numbers):
        np.testing.assert_allclose(values(draw()), np.float32(numbers), rtol=1e-4)

    def test_a_seed_is_the_key(self):
        np.testing.assert_array_equal(values(draw_seed(3)), self.key)


def test_symbols():
    x = KerasTensor((None, 3), "float16")
    dropped = draws.dropout(x, 0.5)
    assert (dropped.shape, dropped.dtype) == ((None, 3), "float16")
    assert draws.shuffle(x).shape == (None, 3)
    sampled = draws.categorical(x, 5)
    assert (sampled.shape, sampled.dtype) == ((None, 5), "int32")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: draws.normal((2,), dtype="int32"), "random.normal: `dtype` must be a floating dtype, got 'int32'"),
        (lambda: draws.uniform((2,), dtype="bool"), "random.uniform: `dtype` must be a floating dtype, got 'bool'"),
        (lambda: draws.randint((2,), 0, 5, dtype="float32"), "`dtype` must be an integer dtype, got 'float32'"),
        (lambda: draws.randint((2,), 5, 5), "`maxval` must be greater than `minval`, got 5 and 5"),
        (lambda: draws.dropout(np.ones(3), 1.5), "`rate` must be between 0 and 1, got 1.5"),
        (lambda: draws.dropout(np.ones((3, 2)), 0.5, (3,)), "one entry for each of the 2 dimensions"),
        (lambda: draws.gamma((2,), 0.0), "random.gamma: `alpha` must be positive, got 0.0"),
        (lambda: draws.beta((2,), 1.0, -1.0), "random.beta: `beta` must be positive, got -1.0"),
        (lambda: draws.binomial((2,), -1, 0.5), "random.binomial: `counts` must be 0 or greater, got -1"),
        (lambda: draws.binomial((2,), 1, 1.5), "random.binomial: `probabilities` must be between 0 and 1, got 1.5"),
        (lambda: draws.gamma((2,), 1.0, dtype="int32"), "random.gamma: `dtype` must be a floating dtype, got 'int32'"),
        (lambda: draws.gamma((2,), np.ones(3)), "do not broadcast"),
        (lambda: draws.normal((2,), seed="x"), "`seed` must be an int, a SeedGenerator or None, got 'x'"),
    ],
)
def test_errors(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_parameters_may_be_tensors():
    mean = backend.convert(np.float32([0.0, 100.0]))
    assert values(draws.normal((50, 2), mean, seed=0)).mean(axis=0) == pytest.approx([0.0, 100.0], abs=3 / math.sqrt(50))
