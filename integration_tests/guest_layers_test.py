"""Real modules of torch, JAX, Flax and TensorFlow as layers: trained within a model on digits, saved, and loaded again."""

import numpy as np
import pytest

import multikeras
from multikeras import layers, optimizers
from multikeras.src import backend
from multikeras.src.core import lazy

datasets = pytest.importorskip("sklearn.datasets")

on_torch = pytest.mark.skipif(backend.NAME != "torch", reason="modules of torch run on the torch backend")
on_tensorflow = pytest.mark.skipif(backend.NAME != "tensorflow", reason="SavedModels run on the TensorFlow backend")
on_jax_or_tensorflow = pytest.mark.skipif(backend.guest("jax_function") is None, reason="functions of JAX run on JAX and TensorFlow")
with_flax = pytest.mark.skipif(not lazy.is_installed("flax"), reason="Flax is not installed")


@pytest.fixture(scope="module")
def digits():
    x, y = datasets.load_digits(return_X_y=True)
    return (x / 16).astype("float32").reshape(-1, 8, 8, 1), y


def assert_learns_and_returns(guest, digits, path, safe_mode=True):
    """Train a model around a layer, which must get good at the task, and get the same model back from a file."""
    x, y = digits
    inputs = multikeras.Input((8, 8, 1))
    outputs = layers.Dense(10)(layers.Dropout(0.1)(guest(layers.Rescaling(2.0, -1.0)(inputs))))
    model = multikeras.Model(inputs, outputs)
    loss = multikeras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizers.Adam(0.01), loss, metrics=["accuracy"])
    model.fit(x[:1500], y[:1500], epochs=4, batch_size=64, verbose=0)
    _, accuracy = model.evaluate(x[1500:], y[1500:], verbose=0)
    assert accuracy > 0.85
    model.save(path / "model.keras")
    again = multikeras.saving.load_model(path / "model.keras", safe_mode=safe_mode)
    np.testing.assert_array_equal(again.predict(x[1500:], verbose=0), model.predict(x[1500:], verbose=0))
    again.fit(x[:64], y[:64], batch_size=64, verbose=0)  # the optimizer has come along
    assert int(again.optimizer.iterations.numpy()) == int(model.optimizer.iterations.numpy()) + 1


@on_torch
@pytest.mark.parametrize("registered", [True, False])
def test_module_of_torch(digits, tmp_path, registered):
    import torch

    class Convolutions(torch.nn.Sequential):
        def __init__(self, width):
            super().__init__(
                torch.nn.Conv2d(1, width, 3, padding=1),
                torch.nn.BatchNorm2d(width),
                torch.nn.ReLU(),
                torch.nn.MaxPool2d(2),
                torch.nn.Flatten(),
            )
            self.width = width

        def get_config(self):
            return {"width": self.width}

        @classmethod
        def from_config(cls, config):
            return cls(**config)

    convolutions = Convolutions(16) if registered else torch.nn.Sequential(*Convolutions(16))
    wrapper = layers.TorchModuleWrapper(convolutions)

    def guest(x):
        return wrapper(layers.Permute((3, 1, 2))(x))

    with multikeras.saving.custom_object_scope({"Convolutions": Convolutions}):
        assert_learns_and_returns(guest, digits, tmp_path, safe_mode=registered)
    assert int(convolutions[1].num_batches_tracked) == 4 * 24  # the module itself has been trained


def convolve(params, state, rng, inputs, training):
    """A convolution and dropout in plain JAX, with a count of the images seen."""
    import jax

    x = jax.lax.conv_general_dilated(inputs, params["kernel"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    x = jax.nn.relu(x + params["bias"])
    if training:
        x = x * jax.random.bernoulli(rng, 0.9, x.shape) / 0.9
        state = {"seen": state["seen"] + inputs.shape[0]}
    return x.reshape(x.shape[0], -1), state


def convolution_weights(rng, inputs):
    import jax

    kernel = 0.3 * jax.random.normal(rng, (3, 3, inputs.shape[-1], 8))
    return {"kernel": kernel, "bias": np.zeros(8, "float32")}, {"seen": np.zeros((), "int32")}


@on_jax_or_tensorflow
def test_function_of_jax(digits, tmp_path):
    layer = layers.JaxLayer(convolve, convolution_weights, seed=0)
    with multikeras.saving.custom_object_scope({f.__name__: f for f in (convolve, convolution_weights)}):
        assert_learns_and_returns(layer, digits, tmp_path)
    assert int(layer.non_trainable_weights[0].numpy()) == 4 * 1500


@on_jax_or_tensorflow
@with_flax
@pytest.mark.parametrize("kind", ["linen", "nnx"])
def test_module_of_flax(digits, tmp_path, kind):
    from flax import linen, nnx

    class Linen(linen.Module):
        width: int

        @linen.compact
        def __call__(self, x, training):
            x = linen.BatchNorm(use_running_average=not training)(linen.Conv(self.width, (3, 3))(x))
            x = linen.max_pool(linen.relu(x), (2, 2), (2, 2))
            return linen.Dropout(0.1, deterministic=not training)(x.reshape(x.shape[0], -1))

        def get_config(self):
            return {"width": self.width}

        @classmethod
        def from_config(cls, config):
            return cls(**config)

    class NNX(nnx.Module):
        def __init__(self, width):
            rngs = nnx.Rngs(0)
            self.width = width
            self.convolution = nnx.Conv(1, width, (3, 3), rngs=rngs)
            self.norm = nnx.BatchNorm(width, rngs=rngs)
            self.dropout = nnx.Dropout(0.1, rngs=rngs)

        def __call__(self, x):
            x = nnx.max_pool(nnx.relu(self.norm(self.convolution(x))), (2, 2), (2, 2))
            return self.dropout(x.reshape(x.shape[0], -1))

        get_config, from_config = Linen.get_config, classmethod(Linen.from_config.__func__)

    cls = Linen if kind == "linen" else NNX
    with multikeras.saving.custom_object_scope({cls.__name__: cls}):
        assert_learns_and_returns(layers.FlaxLayer(cls(8)), digits, tmp_path)


@on_tensorflow
def test_saved_model(digits, tmp_path):
    import tensorflow as tf

    class Convolution(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tf.Variable(tf.random.stateless_normal((3, 3, 1, 8), (0, 1)) * 0.3)
            self.bias = tf.Variable(tf.zeros(8))

        @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 1))])
        def serve(self, x):
            return tf.reshape(tf.nn.relu(tf.nn.conv2d(x, self.kernel, 1, "SAME") + self.bias), (-1, 512))

    tf.saved_model.save(Convolution(), str(tmp_path / "convolution"))
    layer = layers.TFSMLayer(tmp_path / "convolution")
    before = layer.get_weights()
    assert_learns_and_returns(layer, digits, tmp_path, safe_mode=False)
    for a, b in zip(layer.get_weights(), before, strict=True):
        assert np.abs(a - b).max() > 0
