import copy
import pickle

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, ops
from multikeras.src.core import lazy, registry

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")

if backend.guest("jax_function") is not None and lazy.is_installed("flax"):
    from flax import linen, nnx

    @registry.register_keras_serializable("test_flax")
    class Linen(linen.Module):
        """With statistics and dropout."""

        units: int

        @linen.compact
        def __call__(self, x, training=False):
            x = linen.BatchNorm(use_running_average=not training)(linen.Dense(self.units)(x))
            return linen.Dropout(0.5, deterministic=not training)(x)

        @linen.compact
        def double(self, x):
            return 2 * linen.Dense(self.units, kernel_init=linen.initializers.ones)(x)

        def get_config(self):
            return {"units": self.units}

        @classmethod
        def from_config(cls, config):
            return cls(**config)

    @registry.register_keras_serializable("test_flax")
    class NNX(nnx.Module):
        """The same."""

        def __init__(self, features, units):
            self.features, self.units = features, units
            rngs = nnx.Rngs(0)
            self.blocks = nnx.List([nnx.Linear(features, units, rngs=rngs), nnx.BatchNorm(units, rngs=rngs)])
            self.dropout = nnx.Dropout(0.5, rngs=rngs)

        def __call__(self, x):
            for block in self.blocks:
                x = block(x)
            return self.dropout(x)

        def get_config(self):
            return {"features": self.features, "units": self.units}

        @classmethod
        def from_config(cls, config):
            return cls(**config)


def test_other_backends_say_so():
    pytest.importorskip("flax.linen")
    if backend.guest("jax_function") is not None:
        pytest.skip("this is a backend that has it")
    import flax.linen

    with pytest.raises(NotImplementedError, match="on the JAX and TensorFlow backends"):
        layers.FlaxLayer(flax.linen.Dense(2))


@pytest.mark.skipif(backend.guest("jax_function") is None, reason="functions of JAX run on JAX and TensorFlow")
@pytest.mark.skipif(not lazy.is_installed("flax"), reason="Flax is not installed")
class TestFlaxLayer:
    @pytest.fixture(params=["linen", "nnx"])
    def module(self, request):
        return Linen(4) if request.param == "linen" else NNX(3, 4)

    def model(self, module):
        x = multikeras.Input((3,))
        return multikeras.Model(x, layers.Dense(1)(layers.FlaxLayer(module, seed=1)(x)))

    def test_weights(self, module):
        layer = layers.FlaxLayer(module)
        layer.build((None, 3))
        assert sorted([v.shape for v in layer.trainable_weights], key=len) == [(4,), (4,), (4,), (3, 4)]
        assert [v.shape for v in layer.non_trainable_weights] == [(4,), (4,)]

    def test_statistics_and_dropout_follow_training(self, module):
        layer = layers.FlaxLayer(module)
        still = ops.convert_to_numpy(layer(X))
        np.testing.assert_array_equal(ops.convert_to_numpy(layer(X)), still)
        before = [v.numpy() for v in layer.non_trainable_weights]
        first, second = (ops.convert_to_numpy(layer(X, training=True)) for _ in range(2))
        assert ((first == 0) != (second == 0)).any()
        assert 0.2 < np.mean(first == 0) < 0.8
        for variable, value in zip(layer.non_trainable_weights, before, strict=True):
            assert np.abs(variable.numpy() - value).max() > 0

    def test_symbolic(self, module):
        assert layers.FlaxLayer(module)(multikeras.Input((3,))).shape == (None, 4)

    def test_training_and_files(self, module, tmp_path):
        model = self.model(module)
        model.compile("adam", "mse")
        before = model.layers[1].get_weights()
        model.fit(X, X[:, :1], batch_size=3, epochs=2, verbose=0)
        for a, b in zip(model.layers[1].get_weights(), before, strict=True):
            assert np.abs(a - b).max() > 0
        model.save(tmp_path / "model.keras")
        again = multikeras.saving.load_model(tmp_path / "model.keras")
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_copies(self, module):
        layer = layers.FlaxLayer(module)
        y = ops.convert_to_numpy(layer(X))
        for copied in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
            np.testing.assert_array_equal(ops.convert_to_numpy(copied(X)), y)

    def test_variables_of_linen(self):
        import jax

        module = Linen(4)
        variables = module.init(jax.random.PRNGKey(5), X)
        layer = layers.FlaxLayer(module, variables=variables)
        assert layer.built
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), module.apply(variables, X), rtol=1e-5, atol=1e-6)

    @pytest.mark.parametrize("as_name", [False, True])
    def test_method(self, as_name):
        layer = layers.FlaxLayer(Linen(2), method="double" if as_name else Linen.double)
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), 2 * X.sum(1, keepdims=True).repeat(2, 1), rtol=1e-5)
        assert layer.get_config()["method"] == "double"

    def test_values_of_nnx(self):
        module = NNX(3, 4)
        layer = layers.FlaxLayer(module)
        module.eval()
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), module(X), rtol=1e-5, atol=1e-6)

    def test_errors(self):
        with pytest.raises(TypeError, match=r"must be a module of flax.linen or flax.nnx, got 3"):
            layers.FlaxLayer(3)
        with pytest.raises(ValueError, match="has its own variables"):
            layers.FlaxLayer(NNX(3, 4), variables={})
        with pytest.raises(TypeError, match="get_config"):
            layers.FlaxLayer(linen.Dense(3)).get_config()
