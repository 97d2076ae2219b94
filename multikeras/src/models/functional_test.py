"""Models made from symbolic tensors: structures, sharing, parts of models, and the compiled call."""

import copy
import gc
import pickle
import time

import numpy as np
import pytest

from multikeras.src import activations, backend, ops
from multikeras.src.core import registry
from multikeras.src.layers.activations.activation import Activation
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.embedding import Embedding
from multikeras.src.layers.core.input_layer import Input, InputLayer
from multikeras.src.layers.core.lambda_layer import Lambda
from multikeras.src.layers.merging.add import Add
from multikeras.src.layers.merging.concatenate import Concatenate
from multikeras.src.layers.normalization.batch_normalization import BatchNormalization
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.layers.rnn.lstm import LSTM
from multikeras.src.models.functional import Functional
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def numpy_of(x) -> np.ndarray:
    return backend.to_numpy(x)


def assert_close(a, b) -> None:
    np.testing.assert_allclose(numpy_of(a), numpy_of(b) if backend.is_tensor(b) else b, rtol=2e-5, atol=1e-6)


def small() -> Model:
    x = Input((3,), name="x")
    return Model(x, Dense(2, name="head")(Dense(4, activation="tanh", name="body")(x)), name="small")


class TestStructures:
    def test_description(self):
        model = small()
        assert isinstance(model, Functional)
        assert isinstance(model, Model)
        assert [layer.name for layer in model.layers] == ["x", "body", "head"]
        assert (model.input_shape, model.output_shape) == ((None, 3), (None, 2))
        assert model.output_names == ["head"]
        assert model.built
        assert model.count_params() == 3 * 4 + 4 + 4 * 2 + 2

    def test_dict_of_inputs_and_outputs(self):
        a, b = Input((3,), name="a"), Input((2,), name="b")
        model = Model({"left": a, "right": b}, {"both": Concatenate()([a, b]), "twice": 2 * a})
        outputs = model({"right": X[:, :2], "left": X})
        assert set(outputs) == {"both", "twice"}
        np.testing.assert_array_equal(numpy_of(outputs["both"]), np.concatenate([X, X[:, :2]], 1))
        assert_close(outputs["twice"], 2 * X)

    def test_keys_that_are_not_needed_are_ignored_and_missing_ones_named(self):
        a = Input((3,), name="a")
        model = Model({"a": a}, a * 1)
        assert_close(model({"a": X, "unused": X}), X)
        with pytest.raises(ValueError, match=r"needs inputs \['a'\]; the dict given lacks \['a'\]"):
            model({"b": X})

    def test_list_of_inputs_by_name(self):
        a, b = Input((3,), name="a"), Input((3,), name="b")
        model = Model([a, b], a - b)
        assert_close(model([X, X]), 0 * X)
        assert_close(model((X, 0 * X)), X)
        assert_close(model({"b": X, "a": 0 * X}), -X)

    def test_deep_nests(self):
        a, b, c = Input((3,)), Input((3,)), Input((3,))
        model = Model([a, {"b": b, "rest": [c]}], {"x": [a + b, (c,)]})
        outputs = model([X, {"b": X, "rest": [X]}])
        assert_close(outputs["x"][0], 2 * X)
        assert_close(outputs["x"][1][0], X)

    def test_single_input_in_a_list(self):
        x = Input((3,))
        model = Model([x], [x * 2])
        (output,) = model([X])
        assert_close(output, 2 * X)
        assert_close(model(X)[0], 2 * X)

    def test_an_input_as_output(self):
        x = Input((3,))
        model = Model(x, [x, x + 1])
        assert_close(model(X)[0], X)

    def test_optional_inputs(self):
        class Both(Layer):
            def call(self, x, y=None):
                return x if y is None else x + y

        a, b = Input((3,), name="a"), Input((3,), name="b", optional=True)
        model = Model([a, b], Both()(a, b))
        assert_close(model([X, None]), X)
        assert_close(model([X, X]), 2 * X)

    def test_constants_and_keywords_in_calls(self):
        class Affine(Layer):
            def call(self, x, *, factor, offsets=()):
                return x * factor + sum(offsets)

        x = Input((3,))
        model = Model(x, Affine()(x, factor=3.0, offsets=[1.0, x]))
        assert_close(model(X), 4 * X + 1)

    def test_ops_with_arrays(self):
        x = Input((3,))
        model = Model(x, ops.matmul(x, np.eye(3, dtype="float32")) + np.ones(3, "float32"))
        assert_close(model(X), X + 1)


class TestInputsThatFit:
    def test_a_last_axis_of_one_may_be_missing_or_additional(self):
        x = Input((1,))
        assert Model(x, x * 2)(X[:, 0]).shape == (4, 1)
        y = Input(())
        assert Model(y, y * 2)(X[:, :1]).shape == (4,)

    @pytest.mark.parametrize(
        "inputs, message",
        [
            (X[:, None], r"input 'x' must have shape \(None, 3\), got shape \(4, 1, 3\)"),
            ([X, X], r"takes 1 input\(s\) \['x'\], got 2"),
            ({"y": X}, r"needs inputs named \['x'\]"),
        ],
    )
    def test_misfits_are_named(self, inputs, message):
        with pytest.raises(ValueError, match=message):
            small()(inputs)

    def test_a_wrong_size_names_the_layer(self):
        with pytest.raises(ValueError, match="body"):
            small()(X[:, :2])

    @pytest.mark.parametrize("given", ["int32", "uint8", "float64", "float16", "bool"])
    def test_data_take_the_dtype_of_the_input(self, given):
        x = Input((3,))
        model = Model(x, Lambda(lambda t: t * 1)(x))
        data = np.array([[1, 0, 1]]).astype(given)
        for form in (data, backend.convert(data)):
            assert backend.dtype_name(model(form)) == "float32"

    @pytest.mark.parametrize("dtype", ["float64", "int64", "float16"])
    def test_what_an_input_declares_is_not_narrowed_or_widened(self, dtype):
        x = Input((3,), dtype=dtype)
        model = Model(x, x + x)
        value = np.array([[1, 2, 3]]).astype(dtype) / 3 if dtype == "float64" else np.array([[1, 2, 3]], dtype)
        for result in (model(value), model(backend.convert(value))):
            assert backend.dtype_name(result) == dtype
            np.testing.assert_array_equal(numpy_of(result), 2 * value)

    def test_float64_all_the_way(self):
        x = Input((3,), dtype="float64")
        model = Model(x, Dense(2, dtype="float64")(x))
        value = np.full((1, 3), 1 / 3)
        result = numpy_of(model(value))
        assert result.dtype == "float64"
        np.testing.assert_allclose(result, value @ model.layers[1].kernel.numpy(), rtol=1e-14)


class TestSharing:
    def test_a_shared_layer_has_one_set_of_weights(self):
        shared, a, b = Dense(2), Input((3,)), Input((3,))
        model = Model([a, b], shared(a) - shared(b))
        assert len(model.weights) == 2
        assert_close(model([X, X]), np.zeros((4, 2)))

    def test_a_shared_model(self):
        base, a, b = small(), Input((3,)), Input((3,))
        model = Model([a, b], Add()([base(a), base(b)]))
        assert_close(model([X, X]), 2 * numpy_of(base(X)))
        assert len(model.weights) == len(base.weights)
        assert model.get_layer("small") is base

    def test_models_in_models_in_models(self):
        x = Input((3,))
        middle = Model(x, small()(x) + 1, name="middle")
        y = Input((3,))
        outer = Model(y, middle(y) * 2)
        assert_close(outer(X), 2 * (numpy_of(middle(X))))
        assert len(outer.trainable_variables) == 4

    def test_a_sequential_in_a_functional(self):
        x = Input((3,))
        stack = Sequential([Dense(4), Dense(2)])
        model = Model(x, stack(x))
        assert_close(model(X), numpy_of(stack(X)))

    def test_a_subclassed_model_in_a_functional(self):
        class Tower(Model):
            def __init__(self):
                super().__init__()
                self.a, self.b = Dense(4), Dense(2)

            def call(self, x):
                return self.b(self.a(x))

        x, tower = Input((3,)), Tower()
        model = Model(x, tower(x))
        assert_close(model(X), numpy_of(tower(X)))

    def test_two_layers_of_one_name(self):
        x = Input((3,))
        with pytest.raises(ValueError, match="two layers named 'same'"):
            Model(x, Dense(2, name="same")(Dense(2, name="same")(x)))


class TestPartsOfModels:
    def test_of_intermediate_tensors(self):
        model = small()
        features = Model(model.input, model.get_layer("body").output)
        assert features.output_shape == (None, 4)
        assert features.weights == model.get_layer("body").weights
        both = Model(model.inputs, [features.output, *model.outputs])
        assert_close(both(X)[1], numpy_of(model(X)))
        assert_close(both(X)[0], numpy_of(features(X)))

    def test_the_second_half(self):
        model = small()
        h = model.get_layer("body").output
        head = Model(h, model.output)
        features = Model(model.input, h)
        assert_close(head(features(X)), numpy_of(model(X)))

    def test_a_layer_of_an_inner_model(self):
        base = small()
        x = Input((3,))
        outer = Model(x, base(x))
        inner = outer.get_layer("small").get_layer("body")
        features = Model(base.input, inner.output)
        assert_close(features(X), numpy_of(inner(X)))

    def test_outputs_that_do_not_come_from_the_inputs(self):
        a, b = Input((3,), name="a"), Input((3,), name="b")
        with pytest.raises(ValueError, match="cannot be computed from the inputs.*name=b"):
            Model(a, a + b)

    def test_things_that_are_no_symbolic_tensors(self):
        x = Input((3,))
        with pytest.raises(ValueError, match="all `outputs` must be symbolic tensors"):
            Model(x, Dense(2))
        with pytest.raises(ValueError, match="all `inputs` must be symbolic tensors"):
            Model(X, x)


class TestSymbolicCalls:
    def test_on_another_batch_size(self):
        assert small()(Input(batch_shape=(7, 3))).shape == (7, 2)

    def test_compute_output_shape(self):
        assert small().compute_output_shape((9, 3)) == (9, 2)

    def test_training_reaches_the_layers(self):
        x = Input((100,))
        model = Model(x, Dropout(0.5, seed=1)(x))
        ones = np.ones((2, 100), "float32")
        assert (numpy_of(model(ones, training=True)) == 0).any()
        assert_close(model(ones), ones)

    def test_a_training_argument_fixed_in_the_graph_wins(self):
        x = Input((100,))
        model = Model(x, Dropout(0.5, seed=1)(x, training=True))
        assert (numpy_of(model(np.ones((2, 100), "float32"))) == 0).any()


class TestMasks:
    def model(self) -> Model:
        x = Input((None,), dtype="int32")
        return Model(x, LSTM(2)(Dense(3)(Embedding(5, 4, mask_zero=True)(x))))

    def test_padding_does_not_count(self):
        model = self.model()
        short = numpy_of(model(np.array([[1, 2]])))
        assert_close(model(np.array([[1, 2, 0, 0]])), short)

    def test_masks_reach_layers_behind_a_model(self):
        x = Input((None,), dtype="int32")
        embed = Model(x, Embedding(5, 4, mask_zero=True)(x))
        y = Input((None,), dtype="int32")
        model = Model(y, LSTM(2)(embed(y)))
        assert_close(model(np.array([[1, 2, 0, 0]])), numpy_of(model(np.array([[1, 2]]))))

    def test_a_mask_given_by_hand(self):
        x = Input((None, 3))
        model = Model(x, LSTM(2)(x))
        data = np.ones((1, 4, 3), "float32")
        masked = model(data, mask=np.array([[True, True, False, False]]))
        assert_close(masked, numpy_of(model(data[:, :2])))


class TestCompiledCall:
    """`model(x)` alone may run as one compiled function. Nothing but its speed may tell."""

    def test_notices_changed_weights(self):
        model = small()
        model(X)
        model.set_weights([0 * w for w in model.get_weights()])
        assert not numpy_of(model(X)).any()
        model.get_layer("head").bias.assign([1.0, 2.0])
        assert numpy_of(model(X))[0].tolist() == [1.0, 2.0]

    def test_is_what_the_layers_compute(self):
        model = small()
        expected = model.get_layer("head")(model.get_layer("body")(X))
        for _ in range(2):
            assert_close(model(X), numpy_of(expected))
            assert_close(model(backend.convert(X)), numpy_of(expected))
        assert_close(model(X[:1]), numpy_of(expected)[:1])
        assert_close(model(X.astype("float64")), numpy_of(expected))

    def test_freezing_later(self):
        x = Input((3,))
        model = Model(x, BatchNormalization()(x))
        model(X)
        model.trainable = False
        assert_close(model(X), X / np.sqrt(1 + 1e-3))
        model.trainable = True
        before = model.get_weights()
        model(X, training=True)
        assert not np.allclose(before[2], model.get_weights()[2])

    def test_code_of_users_runs_at_each_call(self):
        seen = []

        class Watching(Layer):
            __module__ = "theirs"

            def call(self, x):
                seen.append(1)
                return x

        x = Input((3,))
        model = Model(x, Watching()(x))
        del seen[:]
        for _ in range(3):
            model(X)
        assert len(seen) == 3

    @pytest.mark.parametrize("make", [lambda f: Lambda(f), lambda f: Activation(f), lambda f: Dense(3, activation=f)])
    def test_functions_of_users_run_at_each_call(self, make):
        seen = []

        def noted(x):
            seen.append(1)
            return x

        noted.__module__ = "theirs"
        x = Input((3,))
        model = Model(x, make(noted)(x))
        del seen[:]
        for _ in range(3):
            model(X)
        assert len(seen) == 3

    def test_attributes_changed_later_count(self):
        x = Input((3,))
        model = Model(x, Dense(2, activation="sigmoid", kernel_initializer="ones", name="head")(x))
        model(X)
        model.get_layer("head").activation = activations.get("linear")
        np.testing.assert_allclose(numpy_of(model(X)), X.sum(1, keepdims=True) @ np.ones((1, 2)), rtol=1e-4)
        model.get_layer("head").dtype_policy = "mixed_bfloat16"
        assert backend.dtype_name(model(X)) == "bfloat16"

    def test_randomness_goes_on(self):
        x = Input((100,))
        model = Model(x, Dropout(0.5, seed=1)(x, training=True))
        ones = np.ones((1, 100), "float32")
        assert (numpy_of(model(ones)) != numpy_of(model(ones))).any()

    def test_state_that_changes_is_kept(self):
        x = Input((3,))
        model = Model(x, BatchNormalization(momentum=0.5)(x, training=True))
        model(X)
        np.testing.assert_allclose(model.get_weights()[2], 0.5 * X.mean(0), rtol=1e-4, atol=1e-6)
        model(X)
        np.testing.assert_allclose(model.get_weights()[2], 0.75 * X.mean(0), rtol=1e-4, atol=1e-6)

    def test_losses_of_the_call_are_there(self):
        x = Input((3,))
        model = Model(x, Dense(2, kernel_initializer="ones", activity_regularizer="l1", kernel_regularizer="l1")(x))
        for scale in (1, 2):
            model(scale * np.ones((4, 3), "float32"))
            np.testing.assert_allclose(sorted(float(numpy_of(v)) for v in model.losses), sorted([0.06 * scale, 0.06]), rtol=1e-5)


FRAMEWORK_GRADIENTS = pytest.mark.requires_trainable_backend


def gradients_by_hand(model: Model) -> tuple[np.ndarray, list[np.ndarray]]:
    """Gradients of the sum of the outputs with respect to the inputs and the weights, in the idiom of the framework."""
    if backend.NAME == "torch":
        x = backend.convert(X).requires_grad_()
        model(x).sum().backward()
        return numpy_of(x.grad), [numpy_of(v.value.grad) for v in model.trainable_variables]
    if backend.NAME == "tensorflow":
        import tensorflow as tf

        x = tf.constant(X)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            total = tf.reduce_sum(model(x))
        return numpy_of(tape.gradient(total, x)), [numpy_of(g) for g in tape.gradient(total, model.trainable_variables)]
    import jax

    values, others = [v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]
    by_weights = jax.grad(lambda values: model.stateless_call(values, others, X)[0].sum())(values)
    return numpy_of(jax.grad(lambda x: model(x).sum())(backend.convert(X))), [numpy_of(g) for g in by_weights]


class TestGradients:
    @FRAMEWORK_GRADIENTS
    @pytest.mark.parametrize("called_before", [False, True])
    def test_in_the_idiom_of_the_framework(self, called_before):
        model = small()
        if called_before:
            model(X)
        by_input, by_weights = gradients_by_hand(model)
        kernel, bias, head, _ = model.get_weights()
        slope = 1 - np.tanh(X @ kernel + bias) ** 2
        np.testing.assert_allclose(by_input, (slope * head.sum(1)) @ kernel.T, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(by_weights[0], X.T @ (slope * head.sum(1)), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(by_weights[3], [4, 4], rtol=1e-5)

    @pytest.mark.skipif(backend.NAME != "jax", reason="jax.jit")
    def test_within_a_function_that_jax_traces(self):
        import jax

        model = small()
        expected = numpy_of(model(X))
        np.testing.assert_allclose(jax.jit(lambda x: model(x))(X), expected, rtol=1e-5)
        np.testing.assert_allclose(jax.jit(lambda: model(X))(), expected, rtol=1e-5)
        np.testing.assert_allclose(numpy_of(model(X)), expected, rtol=1e-5)
        np.testing.assert_allclose(jax.vmap(model)(X[:, None])[:, 0], expected, rtol=1e-5)

    @pytest.mark.skipif(backend.NAME != "jax", reason="jax.jit")
    def test_state_is_not_lost_into_a_trace(self):
        import jax

        x = Input((100,))
        model = Model(x, Dropout(0.5, seed=1)(x))
        model(np.ones((1, 100), "float32"))
        jax.jit(lambda: model(np.ones((1, 100), "float32")))()
        assert all(isinstance(v.numpy(), np.ndarray) for v in model.variables)
        model(np.ones((1, 100), "float32"))

    @pytest.mark.skipif(backend.NAME != "tensorflow", reason="tf.function")
    def test_within_a_tf_function(self):
        import tensorflow as tf

        model = small()
        expected = numpy_of(model(X))
        np.testing.assert_allclose(tf.function(lambda x: model(x))(tf.constant(X)), expected, rtol=1e-5)
        np.testing.assert_allclose(tf.function(lambda: model(X))(), expected, rtol=1e-5)

    @pytest.mark.skipif(backend.NAME != "tensorflow", reason="tf.function")
    def test_autograph_leaves_the_library_alone(self):
        from tensorflow.python.autograph.impl import conversion

        assert conversion.is_allowlisted(Layer.__call__)
        assert conversion.is_allowlisted(ops.relu)


class TestSubclasses:
    def test_super_init_with_inputs_and_outputs(self):
        class Net(Model):
            def __init__(self, units, **kwargs):
                x = Input((3,))
                super().__init__(inputs=x, outputs=Dense(units)(x), **kwargs)
                self.units = units

            def doubled(self, x):
                return 2 * self(x)

        net = Net(2, name="net")
        assert isinstance(net, Net)
        assert isinstance(net, Functional)
        assert (net.name, net.units, len(net.weights)) == ("net", 2, 2)
        assert_close(net.doubled(X), 2 * numpy_of(net(X)))
        again = Net.from_config(net.get_config())
        assert isinstance(again, Net)
        assert again.output_shape == (None, 2)

    def test_a_subclass_without_constructor(self):
        class Net(Model):
            def shout(self):
                return "!"

        x = Input((3,))
        net = Net(x, Dense(2)(x))
        assert net.shout() == "!"
        assert_close(copy.deepcopy(net)(X), numpy_of(net(X)))

    def test_layers_in_attributes_beside_the_graph(self):
        class Net(Model):
            def __init__(self):
                x = Input((3,))
                dense = Dense(2)
                super().__init__(x, dense(x))
                self.dense = dense
                self.extra = Dense(5)

        net = Net()
        assert len(net.weights) == 2
        net.extra.build((None, 3))
        assert len(net.weights) == 4


class TestConfigAndCopies:
    def branching(self) -> Model:
        a, b = Input((3,), name="a"), Input((3,), name="b")
        shared = Dense(4, name="shared")
        h = ops.relu(shared(a)) + shared(b) * 2.0
        return Model({"a": a, "b": b}, {"head": Dense(1, name="head")(h), "h": h})

    def test_round_trip(self):
        model = self.branching()
        again = Model.from_config(model.get_config())
        again.set_weights(model.get_weights())
        inputs = {"a": X, "b": X[::-1].copy()}
        for key, value in model(inputs).items():
            assert_close(again(inputs)[key], numpy_of(value))
        assert again.get_config() == model.get_config()

    def test_the_original_may_go_on_to_be_used(self):
        base = small()
        x = Input((3,))
        base(x), base(x)
        again = Model.from_config(base.get_config())
        assert [layer.name for layer in again.layers] == ["x", "body", "head"]

    def test_trainable_comes_along(self):
        model = small()
        model.get_layer("body").trainable = False
        again = Model.from_config(model.get_config())
        assert (again.trainable, [layer.trainable for layer in again.layers[1:]]) == (True, [False, True])
        model.trainable = False
        model.get_layer("head").trainable = True
        again = Model.from_config(model.get_config())
        assert (again.trainable, [layer.trainable for layer in again.layers[1:]]) == (False, [False, True])

    def test_a_broken_config_is_named(self):
        config = small().get_config()
        config["layers"] = [layer for layer in config["layers"] if layer["name"] != "body"]
        with pytest.raises(ValueError, match="layer 'head' takes .*body.*, which no layer in it gives"):
            Model.from_config(config)

    @pytest.mark.parametrize("copier", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
    def test_copies(self, copier):
        model = self.branching()
        inputs = {"a": X, "b": X}
        expected = numpy_of(model(inputs)["head"])
        again = copier(model)
        assert_close(again(inputs)["head"], expected)
        again.set_weights([0 * w for w in again.get_weights()])
        assert_close(model(inputs)["head"], expected)
        features = Model(again.input, again.get_layer("shared")(again.input["a"]))
        assert not numpy_of(features(inputs)).any()

    def test_custom_layers(self):
        @registry.register_keras_serializable("functional_test")
        class Twice(Layer):
            def call(self, x):
                return 2 * x

        x = Input((3,))
        again = Model.from_config(Model(x, Twice()(x)).get_config())
        assert_close(again(X), 2 * X)


class TestFreezing:
    def test_layer_by_layer(self):
        model = small()
        model.get_layer("body").trainable = False
        assert [v.path for v in model.trainable_variables] == ["head/kernel", "head/bias"]
        assert len(model.non_trainable_variables) == 2
        model.trainable = True
        assert len(model.trainable_variables) == 4

    @pytest.mark.requires_trainable_backend
    def test_frozen_layers_do_not_move_in_fit(self):
        model = small()
        model.get_layer("body").trainable = False
        model.compile("sgd", "mse")
        before = model.get_weights()
        model.fit(X, np.ones((4, 2), "float32"), epochs=1, verbose=0)
        moved = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
        assert moved == [False, False, True, True]


class TestGetLayer:
    def test_by_name_and_index(self):
        model = small()
        assert model.get_layer("head") is model.get_layer(index=-1) is model.layers[2]

    def test_errors(self):
        model = small()
        with pytest.raises(ValueError, match=r"no layer named 'tail'. Its layers are \['x', 'body', 'head'\]"):
            model.get_layer("tail")
        with pytest.raises(ValueError, match="has 3 layers, so there is none of index 3"):
            model.get_layer(index=3)
        with pytest.raises(ValueError, match="either `name` or `index`"):
            model.get_layer()


def test_input_layers():
    layer = InputLayer(shape=(3,), name="entry")
    model = Model(layer.output, Dense(2)(layer.output))
    assert model.layers[0] is layer
    with pytest.raises(ValueError, match="either `shape` .* or `batch_shape`"):
        Input()
    with pytest.raises(ValueError, match="must be a tuple of ints and None"):
        Input(3)


def test_a_graph_of_a_thousand_ops_is_built_in_linear_time():
    def seconds(count: int) -> float:
        gc.collect()
        start = time.process_time()
        x = y = Input((3,))
        for _ in range(count):
            y = y + 1.0
        model = Model(x, y)
        model.get_config()
        return time.process_time() - start

    gc.disable()
    try:
        few, many = min(seconds(250) for _ in range(3)), min(seconds(1000) for _ in range(2))
    finally:
        gc.enable()
    assert many < 10 * few  # four times as many; a quadratic algorithm would take 16 times as long
