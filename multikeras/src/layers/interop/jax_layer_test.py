import copy
import pickle

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, ops
from multikeras.src.core import registry
from multikeras.src.testing.layer_conformance import layer_checks
from multikeras.src.testing.layer_sample import LayerSample

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
W = np.arange(6, dtype="float32").reshape(3, 2)

on_jax_or_tensorflow = pytest.mark.skipif(backend.guest("jax_function") is None, reason="functions of JAX run on JAX and TensorFlow")


def affine(params, inputs):
    return inputs @ params["kernel"] + params["inner"]["bias"]


def affine_weights(rng, inputs):
    import jax

    return {"kernel": jax.random.normal(rng, (inputs.shape[-1], 2)), "inner": {"bias": np.zeros(2, "float32")}}


def counted(params, state, rng, inputs, training):
    """A dense layer with noise, which counts its training steps."""
    import jax

    if not training:
        return inputs @ params[0], state
    return inputs @ params[0] + jax.random.normal(rng, (inputs.shape[0], 2)), {"steps": state["steps"] + 1}


def counted_weights(rng, inputs, training):
    return [np.ones((inputs.shape[-1], 2), "float32")], {"steps": np.zeros((), "int32")}


@pytest.fixture(autouse=True)
def functions():
    with registry.CustomObjectScope({f.__name__: f for f in (affine, affine_weights, counted, counted_weights)}):
        yield


def test_other_backends_say_so():
    if backend.guest("jax_function") is not None:
        pytest.skip("this is a backend that has it")
    with pytest.raises(NotImplementedError, match="on the JAX and TensorFlow backends"):
        layers.JaxLayer(affine, affine_weights)


@on_jax_or_tensorflow
class TestJaxLayer:
    def counting_model(self):
        x = multikeras.Input((3,))
        return multikeras.Model(x, layers.Dense(1)(layers.JaxLayer(counted, counted_weights, seed=1)(x)))

    def test_values(self):
        bias = np.array([1, -1], "float32")
        layer = layers.JaxLayer(affine, params={"kernel": W, "inner": {"bias": bias}})
        assert layer.built
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), X @ W + bias, rtol=1e-6)
        assert [v.name for v in layer.trainable_weights] == ["params_inner_bias", "params_kernel"]

    def test_initial_weights_come_from_the_seed(self):
        one, other, third = (layers.JaxLayer(affine, affine_weights, seed=seed) for seed in (1, 1, 2))
        for layer in (one, other, third):
            layer.build((None, 3))
        np.testing.assert_array_equal(one.get_weights()[1], other.get_weights()[1])
        assert (one.get_weights()[1] != third.get_weights()[1]).any()

    @pytest.mark.parametrize("order", ["inputs, params", "params, inputs, training", "training, inputs, rng, params"])
    def test_arguments_go_by_their_names(self, order):
        call_fn = eval(f"lambda {order}: inputs @ params")
        layer = layers.JaxLayer(call_fn, params=W)
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), X @ W, rtol=1e-6)

    def test_no_weights(self):
        layer = layers.JaxLayer(lambda inputs: (inputs["a"] * 2, inputs["b"]))
        double, same = layer({"a": X, "b": W})
        np.testing.assert_array_equal(ops.convert_to_numpy(double), 2 * X)
        np.testing.assert_array_equal(ops.convert_to_numpy(same), W)
        assert layer.weights == []

    def test_symbolic(self):
        layer = layers.JaxLayer(affine, affine_weights)
        assert layer(multikeras.Input((None, 3))).shape == (None, None, 2)
        layer = layers.JaxLayer(lambda inputs: inputs.reshape(inputs.shape[0], -1))
        assert layer(multikeras.Input((4, 3))).shape == (None, 12)

    def test_state_and_noise_follow_training(self):
        layer = layers.JaxLayer(counted, counted_weights, seed=3)
        still = ops.convert_to_numpy(layer(X))
        np.testing.assert_allclose(still, X @ np.ones((3, 2)), rtol=1e-5)
        first, second = (ops.convert_to_numpy(layer(X, training=True)) for _ in range(2))
        assert (first != second).any()
        assert (first != still).any()
        assert [v.name for v in layer.non_trainable_weights] == ["state_steps"]
        assert int(layer.non_trainable_weights[0].numpy()) == 2

    def test_training(self):
        model = self.counting_model()
        model.compile("adam", "mse")
        before = model.layers[1].get_weights()[0]
        model.fit(X, X[:, :1], batch_size=3, epochs=2, verbose=0)
        weights = model.layers[1].get_weights()
        assert np.abs(weights[0] - before).max() > 0
        assert weights[1] == 4

    def test_files(self, tmp_path):
        model = self.counting_model()
        model.compile("adam", "mse")
        model.fit(X, X[:, :1], verbose=0)
        model.save(tmp_path / "model.keras")
        again = multikeras.saving.load_model(tmp_path / "model.keras")
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
        model.save_weights(tmp_path / "model.weights.h5")
        other = self.counting_model()
        other.load_weights(tmp_path / "model.weights.h5")
        assert int(other.layers[1].get_weights()[1]) == 1

    def test_file_of_weights_that_were_given(self, tmp_path):
        params = {"kernel": W, "inner": {"bias": np.ones(2, "float32")}}
        model = multikeras.Sequential([multikeras.Input((3,)), layers.JaxLayer(affine, params=params)])
        model.save(tmp_path / "model.keras")
        again = multikeras.saving.load_model(tmp_path / "model.keras")
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_file_of_a_lambda(self, tmp_path):
        x = multikeras.Input((3,))
        model = multikeras.Model(x, layers.JaxLayer(lambda params, inputs: inputs @ params, params=W)(x))
        model.save(tmp_path / "model.keras")
        with pytest.raises(ValueError, match="safe_mode=False"):
            multikeras.saving.load_model(tmp_path / "model.keras")
        again = multikeras.saving.load_model(tmp_path / "model.keras", safe_mode=False)
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_config_tells_structures(self):
        config = layers.JaxLayer(affine, params=[(W, np.float32(1.0)), {"shape": W}]).get_config()
        assert "state" not in config
        assert config["params"][1] == {"shape": {"shape": [3, 2], "dtype": "float32"}}
        layer = layers.JaxLayer.from_config(config)
        assert [v.shape for v in layer.weights] == [(3, 2), (), (3, 2)]
        assert type(layer._held["params"][0]) is tuple
        assert layers.JaxLayer(affine, affine_weights).get_config().get("params") is None

    def test_mixed_precision(self):
        layer = layers.JaxLayer(lambda params, inputs: inputs @ params, params=W, dtype="mixed_bfloat16")
        assert backend.dtype_name(layer(X)) == "bfloat16"
        assert layer.weights[0].dtype == "float32"

    def test_copies(self):
        layer = layers.JaxLayer(affine, affine_weights)
        y = ops.convert_to_numpy(layer(X))
        copied = copy.deepcopy(layer)
        layer.weights[0].assign_add([1.0, 1.0])
        np.testing.assert_array_equal(ops.convert_to_numpy(copied(X)), y)
        np.testing.assert_array_equal(ops.convert_to_numpy(pickle.loads(pickle.dumps(copied))(X)), y)

    def test_conformance(self):
        arguments = {"call_fn": affine, "init_fn": affine_weights}
        own = ("unknown_dimensions", "other_rank", "config_of")  # the function needs its features; params stand in no config
        for check in layer_checks(layers.JaxLayer, [LayerSample((2, 3), arguments)]):
            if check.name not in own:
                check.run()

    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({"call_fn": lambda params, x: x, "params": W}, r"`call_fn` must take `inputs` and any of .* its signature is \(params, x\)"),
            ({"call_fn": lambda params: params, "params": W}, "must take `inputs`"),
            ({"call_fn": affine}, "takes `params`; give its first values as `params=`, or an `init_fn`"),
            ({"call_fn": affine, "init_fn": lambda key: key}, r"`init_fn` must take any of rng, inputs, training"),
        ],
    )
    def test_wrong_arguments(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            layers.JaxLayer(**arguments)

    def test_wrong_results(self):
        with pytest.raises(ValueError, match=r"`call_fn` must give `\(outputs, state\)`"):
            layers.JaxLayer(lambda state, inputs: inputs, state=W)(X)
        with pytest.raises(ValueError, match="and gave one of structure"):
            layers.JaxLayer(lambda state, inputs: (inputs, {"other": inputs}), state=[W])(X)
        with pytest.raises(ValueError, match=r"`init_fn` must give `\(params, state\)`"):
            layers.JaxLayer(counted, lambda rng: 1.0)(X)
