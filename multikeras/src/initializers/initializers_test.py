import math

import numpy as np
import pytest
from scipy import signal, stats

from multikeras.src import backend, initializers
from multikeras.src.core import dtypes, registry
from multikeras.src.core.export import PUBLIC_NAMES
from multikeras.src.core.variable import Variable
from multikeras.src.random import seed_generator
from multikeras.src.random.seed_generator import SeedGenerator

RANDOM = [
    initializers.RandomNormal,
    initializers.RandomUniform,
    initializers.TruncatedNormal,
    initializers.VarianceScaling,
    initializers.GlorotNormal,
    initializers.GlorotUniform,
    initializers.HeNormal,
    initializers.HeUniform,
    initializers.LecunNormal,
    initializers.LecunUniform,
    initializers.Orthogonal,
]
CLASSES = sorted(
    {obj for name, obj in PUBLIC_NAMES.items() if name.startswith("initializers.") and isinstance(obj, type)} - {initializers.Initializer},
    key=lambda cls: cls.__name__,
)


def values(initializer, shape, dtype=None):
    return backend.to_numpy(initializer(shape, dtype=dtype))


@pytest.mark.parametrize("cls", RANDOM)
class TestSeeds:
    def test_an_int_gives_the_same_numbers_at_each_call(self, cls):
        initializer = cls(seed=3)
        np.testing.assert_array_equal(values(initializer, (4, 3)), values(initializer, (4, 3)))
        np.testing.assert_array_equal(values(initializer, (4, 3)), values(initializer.clone(), (4, 3)))
        assert not np.array_equal(values(initializer, (4, 3)), values(cls(seed=4), (4, 3)))

    def test_none_gives_other_numbers_at_each_call_and_stays_none(self, cls):
        initializer = cls()
        assert not np.array_equal(values(initializer, (4, 3)), values(initializer, (4, 3)))
        assert initializer.get_config()["seed"] is None

    def test_none_follows_the_global_seed(self, cls):
        seed_generator.set_random_seed(7)
        first = values(cls(), (4, 3))
        seed_generator.set_random_seed(7)
        np.testing.assert_array_equal(values(cls(), (4, 3)), first)

    def test_a_generator_gives_other_numbers_at_each_call(self, cls):
        initializer = cls(seed=SeedGenerator(3))
        first, second = values(initializer, (4, 3)), values(initializer, (4, 3))
        assert not np.array_equal(first, second)
        np.testing.assert_array_equal(values(cls(seed=SeedGenerator(3)), (4, 3)), first)

    def test_other_seeds_are_refused(self, cls):
        with pytest.raises(ValueError, match="`seed` must be an int, a SeedGenerator or None, got 'x'"):
            cls(seed="x")


@pytest.mark.parametrize(
    ("cls", "numbers"),
    [
        (initializers.GlorotUniform, [-0.15031909942626953, 0.08267748355865479, -0.13247251510620117, -0.15089750289916992]),
        (initializers.HeNormal, [-0.16752351820468903, 0.09190770983695984, -0.14751476049423218, -0.16817286610603333]),
    ],
)
def test_the_numbers_are_these_on_every_backend(cls, numbers):
    """To the last bit; `jax.random` gives them too, to rounding."""
    np.testing.assert_array_equal(values(cls(seed=1), (2, 2)).ravel(), np.float32(numbers))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
@pytest.mark.parametrize("cls", RANDOM)
def test_narrow_dtypes_round_the_same_numbers(cls, dtype):
    given = values(cls(seed=1), (8, 4), dtype)
    assert dtypes.standardize(given.dtype) == dtype
    if dtype != "float64":
        np.testing.assert_array_equal(given, values(cls(seed=1), (8, 4), "float32").astype(given.dtype))


def test_integers_cannot_be_drawn():
    with pytest.raises(ValueError, match="draws floating numbers; it cannot make a weight of dtype 'int32'"):
        initializers.RandomUniform()((2,), dtype="int32")


@pytest.mark.parametrize(
    ("cls", "variance"),
    [
        (initializers.GlorotNormal, 2 / 300),
        (initializers.GlorotUniform, 2 / 300),
        (initializers.HeNormal, 2 / 200),
        (initializers.HeUniform, 2 / 200),
        (initializers.LecunNormal, 1 / 200),
        (initializers.LecunUniform, 1 / 200),
        (initializers.RandomNormal, 0.05**2),
        (initializers.RandomUniform, 0.1**2 / 12),
    ],
)
def test_variance(cls, variance):
    drawn = values(cls(seed=0), (200, 100), "float64")
    assert abs(drawn.mean()) < 4 * math.sqrt(variance / drawn.size)
    assert drawn.var() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize("distribution", ["truncated_normal", "normal", "untruncated_normal", "uniform"])
def test_variance_scaling_has_the_same_variance_in_every_distribution(distribution):
    initializer = initializers.VarianceScaling(3.0, "fan_out", distribution, seed=0)
    assert values(initializer, (200, 100)).var() == pytest.approx(3 / 100, rel=0.05)


def test_truncated_normal_ends_at_two_standard_deviations():
    drawn = values(initializers.TruncatedNormal(1.0, 0.5, seed=0), (10000,))
    assert 0.0 <= drawn.min() < 0.05 and 1.95 < drawn.max() <= 2.0


def within_two(variance):
    """The normal distribution that has this variance after being cut at two standard deviations."""
    return stats.truncnorm(-2, 2, scale=math.sqrt(variance / stats.truncnorm(-2, 2).var()))


def evenly(limit):
    return stats.uniform(-limit, 2 * limit)


KERNEL = (3, 40, 60)  # fans of 120 and 180
DISTRIBUTIONS = [
    (initializers.RandomNormal(1.0, 0.5, seed=0), stats.norm(1.0, 0.5)),
    (initializers.RandomUniform(-1.0, 3.0, seed=0), stats.uniform(-1, 4)),
    (initializers.TruncatedNormal(1.0, 0.5, seed=0), stats.truncnorm(-2, 2, 1.0, 0.5)),
    (initializers.GlorotNormal(seed=0), within_two(2 / 300)),
    (initializers.GlorotUniform(seed=0), evenly(math.sqrt(6 / 300))),
    (initializers.HeNormal(seed=0), within_two(2 / 120)),
    (initializers.HeUniform(seed=0), evenly(math.sqrt(6 / 120))),
    (initializers.LecunNormal(seed=0), within_two(1 / 120)),
    (initializers.LecunUniform(seed=0), evenly(math.sqrt(3 / 120))),
    (initializers.VarianceScaling(3.0, "fan_out", "truncated_normal", seed=0), within_two(3 / 180)),
    (initializers.VarianceScaling(3.0, "fan_out", "untruncated_normal", seed=0), stats.norm(scale=math.sqrt(3 / 180))),
    (initializers.VarianceScaling(3.0, "fan_avg", "uniform", seed=0), evenly(math.sqrt(9 / 150))),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("initializer", "expected"), DISTRIBUTIONS, ids=lambda x: type(x).__name__)
def test_distribution(initializer, expected, dtype):
    drawn = values(initializer, KERNEL, dtype).ravel()
    assert stats.kstest(drawn, expected.cdf).pvalue > 1e-3
    assert drawn.mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / math.sqrt(drawn.size))
    assert drawn.var() == pytest.approx(expected.var(), rel=0.05)
    low, high = expected.support()
    assert low <= drawn.min() and drawn.max() <= high


@pytest.mark.parametrize("shape", [(6, 6), (6, 4), (4, 6)])
def test_orthogonal_matrices_are_equally_likely(shape):
    first = np.array([values(initializers.Orthogonal(seed=seed), shape)[0, 0] for seed in range(600)])
    # The square of a coordinate of a point on the unit sphere of six dimensions.
    assert stats.kstest(first**2, stats.beta(1 / 2, 5 / 2).cdf).pvalue > 1e-3
    assert stats.binomtest(int((first > 0).sum()), 600).pvalue > 1e-3


@pytest.mark.parametrize(
    ("shape", "axes", "fan_in", "fan_out"),
    [
        ((), {}, 1, 1),
        ((5,), {}, 5, 5),
        ((5, 7), {}, 5, 7),
        ((3, 3, 5, 7), {}, 45, 63),
        ((4, 5, 6), {"input_axes": (0,), "output_axes": (1, 2)}, 4, 30),
        ((4, 5, 6), {"input_axes": (0, 1), "output_axes": -1}, 20, 6),
    ],
)
def test_fans(shape, axes, fan_in, fan_out):
    expected = values(initializers.RandomUniform(-3.0, 3.0, seed=2), shape)
    for mode, fan in {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}.items():
        initializer = initializers.VarianceScaling(3.0 * fan, mode, "uniform", seed=2, **axes)
        np.testing.assert_allclose(values(initializer, shape), expected, rtol=1e-6)


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (2, 3, 4)])
def test_orthogonal(shape):
    matrix = values(initializers.Orthogonal(2.0, seed=0), shape, "float64").reshape(-1, shape[-1])
    product = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-12)


def test_constants():
    np.testing.assert_array_equal(values(initializers.Zeros(), (2, 3), "int32"), np.zeros((2, 3), "int32"))
    np.testing.assert_array_equal(values(initializers.Ones(), (), "bool"), np.array(True))
    np.testing.assert_array_equal(values(initializers.Constant([1, 2]), (3, 2)), np.tile(np.float32([1, 2]), (3, 1)))
    np.testing.assert_array_equal(values(initializers.Identity(2.0), (2, 3)), np.float32([[2, 0, 0], [0, 2, 0]]))


@pytest.mark.parametrize("window", ["hann", "boxcar", None, np.linspace(0.1, 1.0, 8)])
def test_stft_is_the_fourier_transform(window):
    frame = np.random.default_rng(0).normal(size=8)
    real, imaginary = (values(initializers.STFT(side, window, None), (8, 1, 5), "float64")[:, 0] for side in ("real", "imag"))
    sizes = {"hann": np.hanning(8), "boxcar": np.ones(8)}[window] if isinstance(window, str) else 1.0 if window is None else window
    np.testing.assert_allclose(frame @ real + 1j * (frame @ imaginary), np.fft.rfft(frame * sizes), atol=1e-12)


@pytest.mark.parametrize("name", ["hann", "hamming", "blackman", "bartlett", "boxcar"])
@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize(
    ("scaling", "divisor"), [("density", lambda window: np.sqrt(np.sum(window**2))), ("spectrum", np.sum), (None, lambda window: 1.0)]
)
def test_stft_scales_its_window(name, periodic, scaling, divisor):
    window = signal.get_window(name, 8, fftbins=periodic)
    drawn = values(initializers.STFT("real", name, scaling, periodic), (8, 1, 5), "float64")
    np.testing.assert_allclose(drawn[:, 0, 0], window / divisor(window), atol=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: initializers.VarianceScaling(0.0), "`scale` must be positive, got 0.0"),
        (lambda: initializers.VarianceScaling(1.0, "fan"), "`mode` must be one of .*'fan_avg'.*got 'fan'"),
        (lambda: initializers.VarianceScaling(1.0, "fan_in", "cauchy"), "`distribution` must be one of .*got 'cauchy'"),
        (lambda: initializers.HeNormal(input_axes=(0,)), "HeNormal: `input_axes` and `output_axes` are given together"),
        (lambda: initializers.Orthogonal()((3,)), "must have two dimensions or more, got \\(3,\\)"),
        (lambda: initializers.Identity()((2, 2, 2)), "must have two dimensions, got \\(2, 2, 2\\)"),
        (lambda: initializers.STFT("left"), "`side` must be one of .*got 'left'"),
        (lambda: initializers.STFT(window="round"), "`window` must be one of .*got 'round'"),
        (lambda: initializers.STFT(scaling="power"), "`scaling` must be one of .*got 'power'"),
        (lambda: initializers.STFT()((8, 5)), "kernels of shape \\(frame_length, 1, fft_length // 2 \\+ 1\\), got \\(8, 5\\)"),
        (lambda: initializers.STFT(window=np.ones(3))((8, 1, 5)), "window has shape \\(3,\\), but the kernel needs \\(8,\\)"),
        (lambda: initializers.get("glorot_unform"), "no initializer named 'glorot_unform'. Did you mean 'glorot_uniform'\\?"),
        (lambda: initializers.get(3), "3 of type int is no initializer"),
        (lambda: initializers.get({"name": "zeros"}), "must be a dict with the keys 'class_name' and 'config'"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


class TestGet:
    @pytest.mark.parametrize("name", ["glorot_uniform", "GlorotUniform", "glorotuniform"])
    def test_name(self, name):
        assert type(initializers.get(name)) is initializers.GlorotUniform

    @pytest.mark.parametrize(("name", "cls"), {"one": "Ones", "uniform": "RandomUniform", "normal": "RandomNormal"}.items())
    def test_short_name(self, name, cls):
        assert type(initializers.get(name)).__name__ == cls

    def test_others(self):
        def halves(shape, dtype=None):
            return np.full(shape, 0.5, dtype)

        zeros = initializers.Zeros()
        assert initializers.get(None) is None
        assert initializers.get(zeros) is zeros
        assert initializers.get(halves) is halves
        assert type(initializers.get(initializers.Ones)) is initializers.Ones
        assert initializers.get({"class_name": "Constant", "config": {"value": 3.0}}).value == 3.0
        np.testing.assert_array_equal(values(initializers.get(np.float32([1, 2])), (2,)), np.float32([1, 2]))

    def test_registered_name(self, monkeypatch):
        class Halves(initializers.Initializer):
            def __call__(self, shape, dtype=None):
                return initializers.Constant(0.5)(shape, dtype)

        with registry.CustomObjectScope({"Halves": Halves}):
            assert type(initializers.get("Halves")) is Halves
        assert type(initializers.deserialize({"class_name": "Halves", "config": {}}, {"Halves": Halves})) is Halves


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_goes_to_a_config_and_back(cls):
    initializer = cls()
    again = initializers.deserialize(initializers.serialize(initializer))
    assert type(again) is cls
    assert again.get_config() == initializer.get_config()


def test_a_constant_array_goes_to_a_config_and_back():
    again = initializers.deserialize(initializers.serialize(initializers.Constant(np.float32([1, 2]))))
    np.testing.assert_array_equal(again.value, np.float32([1, 2]))


def test_variables_know_initializers_by_name():
    variable: Variable = backend.Variable("ones", shape=(2,))
    assert variable.numpy().tolist() == [1.0, 1.0]
