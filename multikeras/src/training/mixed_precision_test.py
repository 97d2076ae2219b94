"""Training in half precision."""

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, optimizers

pytestmark = pytest.mark.requires_trainable_backend
X = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
Y = X @ np.array([[1.0], [-2.0], [0.5], [3.0]], "float32")


@pytest.fixture
def policy(request):
    usual = multikeras.config.dtype_policy()
    multikeras.config.set_dtype_policy(request.param)
    yield request.param
    multikeras.config.set_dtype_policy(usual)


def regression(optimizer="adam"):
    multikeras.utils.set_random_seed(1)
    model = multikeras.Sequential(
        [multikeras.Input((4,)), layers.Dense(16, activation="relu"), layers.BatchNormalization(), layers.Dense(1)]
    )
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"], indirect=True)
def test_fit_lowers_the_loss_and_keeps_weights_wide(policy):
    model = regression(optimizers.Adam(0.01))
    losses = model.fit(X, Y, epochs=8, batch_size=16, verbose=0).history["loss"]
    assert losses[-1] < 0.7 * losses[0]
    assert {w.dtype for w in model.weights} == {"float32"}
    assert model.layers[0].compute_dtype == policy.removeprefix("mixed_")
    assert isinstance(model.optimizer, optimizers.LossScaleOptimizer) == (policy == "mixed_float16")


@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
def test_infinite_gradients_halve_the_scale_and_skip_the_step(policy):
    model = regression(optimizers.LossScaleOptimizer(optimizers.SGD(0.01), initial_scale=2.0**40))
    before = [w.numpy() for w in model.trainable_weights]
    model.fit(X, Y, epochs=1, batch_size=32, verbose=0)
    assert float(model.optimizer.dynamic_scale) == 2.0**38
    assert int(model.optimizer.iterations) == 0
    for weight, value in zip(model.trainable_weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value)


@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
def test_finite_gradients_double_the_scale_after_a_while(policy):
    model = regression(optimizers.LossScaleOptimizer(optimizers.SGD(0.001), initial_scale=4.0, dynamic_growth_steps=3))
    model.fit(X, Y, epochs=1, batch_size=16, verbose=0)
    assert float(model.optimizer.dynamic_scale) == 8.0 and int(model.optimizer.iterations) == 4


@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
def test_scaling_can_be_left_out(policy):
    model = regression()
    model.compile("sgd", "mse", auto_scale_loss=False)
    assert type(model.optimizer) is optimizers.SGD


@pytest.mark.skipif(not backend.CAN_COMPILE, reason="nothing to compile with")
@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
def test_steps_run_eagerly_give_the_same(policy):
    histories = []
    for eager in (False, True):
        model = regression(optimizers.SGD(0.01))
        model.compile(optimizers.SGD(0.01), "mse", run_eagerly=eager)
        histories.append(model.fit(X, Y, epochs=2, batch_size=32, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(histories[1], histories[0], rtol=2e-2)
