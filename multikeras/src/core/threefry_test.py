import jax
import numpy as np
import pytest

from multikeras.src.core import threefry

SHAPES = [(), (0,), (5,), (300, 111)]
FLOATS = ["float32", "float64", "float16", "bfloat16"]
SEEDS = [0, 42, 2**31, 2**33 + 5, -7]


@pytest.fixture(autouse=True)
def jax_as_reference():
    with jax.enable_x64(True), jax.threefry_partitionable(True):
        yield


@pytest.mark.parametrize(
    ("key", "counter", "expected"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_known_answers_of_the_authors(key, counter, expected):
    """The vectors of Threefry-2x32 with 20 rounds that come with the Random123 library of Salmon et al."""
    high, low = (np.array([word], np.uint32) for word in counter)
    assert np.concatenate(threefry.threefry_2x32(np.array(key, np.uint32), high, low)).tolist() == list(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_equal_those_of_jax(seed):
    theirs, ours = jax.random.key(seed), threefry.key(seed)
    np.testing.assert_array_equal(ours, jax.random.key_data(theirs))
    np.testing.assert_array_equal(threefry.split(ours, 5), jax.random.key_data(jax.random.split(theirs, 5)))
    for data in (0, 3, 2**32 - 1):
        np.testing.assert_array_equal(threefry.fold_in(ours, data), jax.random.key_data(jax.random.fold_in(theirs, np.uint32(data))))


@pytest.mark.parametrize("shape", SHAPES)
def test_bits_and_uniforms_equal_those_of_jax(shape):
    theirs, ours = jax.random.key(42), threefry.key(42)
    for width in (8, 16, 32, 64):
        np.testing.assert_array_equal(threefry.random_bits(ours, shape, width), jax.random.bits(theirs, shape, f"uint{width}"))
    for dtype in FLOATS:
        result = threefry.uniform(ours, shape, dtype=dtype)
        assert str(result.dtype) == dtype
        np.testing.assert_array_equal(result, np.asarray(jax.random.uniform(theirs, shape, dtype)))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_continuous_distributions_equal_those_of_jax_to_rounding(shape, dtype):
    theirs, ours = jax.random.key(7), threefry.key(7)
    pairs = [
        (threefry.uniform(ours, shape, -0.3, 2.5, dtype), jax.random.uniform(theirs, shape, dtype, -0.3, 2.5)),
        (threefry.normal(ours, shape, dtype=dtype), jax.random.normal(theirs, shape, dtype)),
        (threefry.truncated_normal(ours, shape, dtype=dtype), jax.random.truncated_normal(theirs, -2, 2, shape, dtype)),
        (threefry.gumbel(ours, shape, dtype), jax.random.gumbel(theirs, shape, dtype)),
    ]
    tolerance = {"float16": 1e-2, "bfloat16": 1e-2}.get(dtype, 1e-6)
    for result, expected in pairs:
        assert str(result.dtype) == dtype
        np.testing.assert_allclose(result.astype(float), np.asarray(expected).astype(float), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("minval", "maxval", "dtype"),
    [
        (-5, 1000, "int32"),
        (-(2**31), 2**31 - 1, "int32"),
        (-(2**40), 2**50, "int64"),
        (3, 250, "uint8"),
        (-100, 100, "int8"),
        (5, 5, "int32"),
    ],
)
def test_integers_equal_those_of_jax(shape, minval, maxval, dtype):
    result = threefry.randint(threefry.key(1), shape, minval, maxval, dtype)
    assert str(result.dtype) == dtype
    np.testing.assert_array_equal(result, jax.random.randint(jax.random.key(1), shape, minval, maxval, dtype))


@pytest.mark.parametrize("n", [0, 1, 5, 3000])
def test_permutations_equal_those_of_jax(n):
    result = threefry.permutation(threefry.key(3), n)
    assert result.dtype == np.int32
    assert sorted(result) == list(range(n))
    np.testing.assert_array_equal(result, jax.random.permutation(jax.random.key(3), n))


def test_choices_equal_those_of_jax():
    theirs, ours = jax.random.key(9), threefry.key(9)
    logits = np.linspace(-2, 2, 21, dtype=np.float32).reshape(3, 7)
    expected = np.moveaxis(np.asarray(jax.random.categorical(theirs, logits, shape=(50, 3))), 0, -1)
    np.testing.assert_array_equal(threefry.categorical(ours, logits, 50), expected)
    np.testing.assert_array_equal(threefry.bernoulli(ours, (99,), 0.3), jax.random.bernoulli(theirs, np.float32(0.3), (99,)))


def test_moments():
    key = threefry.key(11)
    count = 100_000
    normal = threefry.normal(key, (count,), 3.0, 2.0, "float32")
    assert normal.mean() == pytest.approx(3, abs=0.03)
    assert normal.std() == pytest.approx(2, abs=0.03)
    truncated = threefry.truncated_normal(key, (count,), 1.0, 0.5, "float32")
    assert truncated.min() > 0 and truncated.max() < 2
    assert truncated.std() == pytest.approx(0.5 * 0.8796, abs=0.01)
    assert threefry.uniform(key, (count,), -1.0, 3.0, "float32").mean() == pytest.approx(1, abs=0.02)
    assert threefry.bernoulli(key, (count,), 0.2).mean() == pytest.approx(0.2, abs=0.01)
    frequencies = np.bincount(threefry.randint(key, (count,), 0, 6)) / count
    np.testing.assert_allclose(frequencies, 1 / 6, atol=0.01)


def test_keys_made_of_one_key_differ():
    key = threefry.key(5)
    keys = np.concatenate([key[None], threefry.split(key, 100)])
    assert len({tuple(one) for one in keys.tolist()}) == 101
    np.testing.assert_array_equal([threefry.fold_in(key, data) for data in range(100)], keys[1:])
