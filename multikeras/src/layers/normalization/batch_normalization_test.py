import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import BatchNormalization
from multikeras.src.testing.gradient import assert_gradient, weighted_sum

EPSILON = 1e-3


def drawn(*shape):
    return np.random.default_rng(len(shape)).normal(3, 2, shape).astype("float32")


def normalized(x, mean, variance, gamma, beta, axis):
    shape = [size if i == axis % x.ndim else 1 for i, size in enumerate(x.shape)]
    mean, variance, gamma, beta = (np.reshape(value, shape) for value in (mean, variance, gamma, beta))
    return (x - mean) / np.sqrt(variance + EPSILON) * gamma + beta


@pytest.mark.parametrize("axis", [-1, 1])
def test_training_uses_and_moves_statistics(axis):
    x = drawn(4, 3, 5, 3)
    layer = BatchNormalization(axis=axis, momentum=0.75, epsilon=EPSILON)
    layer.build(x.shape)
    gamma, beta = drawn(3), drawn(3) - 3
    layer.set_weights([gamma, beta, np.zeros(3), np.ones(3)])
    over = tuple(i for i in range(4) if i != axis % 4)
    mean, variance = x.mean(over), x.var(over)

    outputs = backend.to_numpy(layer(x, training=True))
    np.testing.assert_allclose(outputs, normalized(x, mean, variance, gamma, beta, axis), atol=2e-5)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.25 * mean, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.75 + 0.25 * variance, rtol=1e-5)

    outputs = backend.to_numpy(layer(x, training=False))
    moving = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    np.testing.assert_allclose(outputs, normalized(x, *moving, gamma, beta, axis), atol=2e-5)


def test_frozen_layer_does_not_move():
    layer = BatchNormalization(trainable=False)
    x = drawn(4, 3)
    outputs = backend.to_numpy(layer(x, training=True))
    np.testing.assert_allclose(outputs, x / np.sqrt(1 + EPSILON), rtol=1e-5)
    assert not layer.moving_mean.numpy().any()


def test_masked_steps_do_not_count():
    x, mask = drawn(4, 5, 3), np.random.default_rng(0).random((4, 5)) > 0.4
    layer = BatchNormalization(momentum=0.0)
    layer(x, training=True, mask=mask)
    np.testing.assert_allclose(layer.moving_mean.numpy(), x[mask].mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), x[mask].var(0), rtol=1e-5)


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_statistics_are_wide_under_mixed_precision(dtype):
    x = np.full((64, 2), 300.0, "float32") + np.arange(64, dtype="float32")[:, None]
    layer = BatchNormalization(momentum=0.0, dtype=dtype)
    outputs = layer(x, training=True)
    assert backend.dtype_name(outputs) == layer.compute_dtype
    seen = backend.to_numpy(ops.cast(ops.cast(x, layer.compute_dtype), "float32"))
    np.testing.assert_allclose(layer.moving_mean.numpy(), seen.mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), seen.var(0), rtol=1e-4)


def test_weights_stand_in_the_order_of_files():
    layer = BatchNormalization(name="norm")
    layer.build((None, 3))
    assert [w.path for w in layer.weights] == [f"norm/{name}" for name in ("gamma", "beta", "moving_mean", "moving_variance")]


def test_symbolic():
    outputs = BatchNormalization()(KerasTensor((None, None, 3)), training=True)
    assert outputs.shape == (None, None, 3)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("masked", [False, True])
def test_gradient(masked):
    layer = BatchNormalization(dtype="float64")
    x = backend.Variable(drawn(3, 4, 2).astype("float64"))
    mask = np.random.default_rng(0).random((3, 4)) > 0.3 if masked else None
    layer(x.value, training=True)

    def loss():
        return weighted_sum(layer(x.value, training=True, mask=mask))

    assert_gradient(loss, [x, *layer.trainable_variables], f"batch normalization, masked={masked}")


def test_unknown_size_of_the_axis_is_an_error():
    with pytest.raises(ValueError, match="size of axis -1 must be known"):
        BatchNormalization()(KerasTensor((None, None)))


def test_renorm_corrects_towards_the_moving_statistics():
    x = drawn(8, 2)
    layer = BatchNormalization(renorm=True, momentum=0.9, renorm_momentum=0.8, renorm_clipping={"rmax": 1.5, "rmin": 0.5, "dmax": 0.2})
    layer.build(x.shape)
    mean, stddev = x.mean(0), np.sqrt(x.var(0) + EPSILON)
    for _ in range(2):
        renorm_mean, renorm_stddev = layer.renorm_mean.numpy(), layer.renorm_stddev.numpy()
        outputs = backend.to_numpy(layer(x, training=True))
        r = np.clip(stddev / renorm_stddev, 0.5, 1.5)
        d = np.clip((mean - renorm_mean) / renorm_stddev, -0.2, 0.2)
        np.testing.assert_allclose(outputs, (x - mean) / stddev * r + d, atol=1e-5)
        np.testing.assert_allclose(layer.renorm_mean.numpy(), 0.8 * renorm_mean + 0.2 * mean, rtol=1e-5)
        np.testing.assert_allclose(layer.renorm_stddev.numpy(), 0.8 * renorm_stddev + 0.2 * stddev, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.19 * mean, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_stddev.numpy(), 0.81 + 0.19 * stddev, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), layer.moving_stddev.numpy() ** 2 - EPSILON, rtol=1e-5)


def test_renorm_without_bounds_gives_what_the_averages_give():
    x = drawn(6, 3)
    layer = BatchNormalization(renorm=True)
    outputs = backend.to_numpy(layer(x, training=True))
    np.testing.assert_allclose(outputs, x, rtol=1e-4, atol=1e-5)  # the averages still have mean 0 and deviation 1


@pytest.mark.parametrize("clipping", [{"max": 1.0}, {"rmin": 2.0, "rmax": 1.0}, {"dmax": -1.0}])
def test_wrong_bounds_of_renorm(clipping):
    with pytest.raises(ValueError, match="renorm_clipping"):
        BatchNormalization(renorm=True, renorm_clipping=clipping)


@pytest.mark.parametrize("masked", [False, True])
def test_synchronized_on_one_device_is_the_same(masked):
    x = drawn(4, 5, 3)
    mask = np.random.default_rng(0).random((4, 5)) > 0.4 if masked else None
    plain, synchronized = BatchNormalization(), BatchNormalization(synchronized=True)
    np.testing.assert_allclose(
        backend.to_numpy(synchronized(x, training=True, mask=mask)), backend.to_numpy(plain(x, training=True, mask=mask)), atol=1e-5
    )
    np.testing.assert_allclose(synchronized.moving_variance.numpy(), plain.moving_variance.numpy(), rtol=1e-5)
