"""Layers as users write, nest, freeze, copy and misuse them."""

import copy
import importlib
import pickle
import warnings

import numpy as np
import pytest

from multikeras.src import backend, dtype_policies, losses, metrics, ops, regularizers
from multikeras.src.core import naming, registry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.activations.activation import Activation
from multikeras.src.layers.attention.multi_head_attention import MultiHeadAttention
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.embedding import Embedding
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.merging.add import Add
from multikeras.src.layers.normalization.batch_normalization import BatchNormalization
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.layers.rnn.lstm import LSTM
from multikeras.src.random.seed_generator import SeedGenerator

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
FRAMEWORK = {"jax": "jax.numpy", "torch": "torch", "tensorflow": "tensorflow", "numpy": "numpy"}


def framework():
    """The functions of the framework itself, under names that all four have: tanh, cos, where."""
    return importlib.import_module(FRAMEWORK[backend.NAME])


def numpy_of(x) -> np.ndarray:
    return backend.to_numpy(x)


class Scale(Layer):
    """One weight of each kind."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")
        self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")

    def call(self, x):
        return x * self.factor * self.start


class Block(Layer):
    """Sublayers wherever Python lets them be."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = Dense(2, name="first")
        self.listed = [Dense(2, name="listed"), [Dense(2, name="nested")]]
        self.named = {"a": Dense(2, name="in_dict"), "b": {"c": Dense(2, name="deep")}}
        self.pair = (Dense(2, name="in_tuple"), "text", None, 3)

    def call(self, x):
        for layer in (self.first, self.listed[0], self.listed[1][0], self.named["a"], self.named["b"]["c"], self.pair[0]):
            x = layer(x)
        return x


class TestTracking:
    def test_sublayers_in_every_container(self):
        block = Block()
        block(X)
        names = [layer.name for layer in block._flatten_layers(include_self=False)]
        assert names == ["first", "listed", "nested", "in_dict", "deep", "in_tuple"]
        assert len(block.weights) == 12
        assert block.count_params() == (3 * 2 + 2) + 5 * (2 * 2 + 2)

    def test_layers_added_to_a_list_later(self):
        class Growing(Layer):
            def __init__(self):
                super().__init__()
                self.parts = []

            def build(self, input_shape):
                self.parts.append(Dense(2))
                self.parts.extend([Dense(3)])

            def call(self, x):
                for part in self.parts:
                    x = part(x)
                return x

        layer = Growing()
        assert layer(X).shape == (4, 3)
        assert len(layer.weights) == 4

    def test_replaced_and_deleted_attributes_are_forgotten(self):
        block = Block()
        block(X)
        del block.named
        block.pair = None
        assert len(block.weights) == 6

    def test_variables_as_attributes(self):
        class Own(Layer):
            def __init__(self):
                super().__init__()
                self.scale = backend.Variable(np.ones(3, "float32"), name="scale")
                self.steps = backend.Variable(0, trainable=False, name="steps")
                self.more = {"shift": backend.Variable(np.zeros(3, "float32"), name="shift")}

            def call(self, x):
                return x * self.scale + self.more["shift"]

        layer = Own()
        layer(X)
        assert [v.name for v in layer.trainable_variables] == ["scale", "shift"]
        assert [v.name for v in layer.non_trainable_variables] == ["steps"]

    def test_a_variable_is_counted_once(self):
        class Twice(Layer):
            def __init__(self):
                super().__init__()
                self.a = self.add_weight(shape=(2,), name="a")
                self.b = self.a
                self.c = [self.a]

            def call(self, x):
                return x

        assert len(Twice().weights) == 1

    def test_cycles_do_no_harm(self):
        outer, inner = Scale(), Scale()
        outer.child, inner.parent = inner, outer
        outer(X), inner(X)
        assert len(outer.weights) == 4
        assert len(inner.weights) == 4

    def test_seed_generators_are_state_but_no_weights(self):
        layer = Dropout(0.5, seed=1)
        assert [v.dtype for v in layer.variables] == ["uint32"]
        assert layer.weights == []
        assert layer.count_params() == 0 if layer.built else True

    def test_metrics_in_attributes(self):
        class Measured(Layer):
            def __init__(self):
                super().__init__()
                self.mean = metrics.Mean(name="mean")

            def call(self, x):
                self.mean.update_state(x)
                return x

        class Outer(Layer):
            def __init__(self):
                super().__init__()
                self.inner = Measured()

            def call(self, x):
                return self.inner(x)

        layer = Outer()
        layer(np.full((2, 2), 3.0, "float32"))
        assert [m.name for m in layer.metrics] == ["mean"]
        assert float(layer.metrics[0].result()) == 3.0
        assert len(layer.metrics_variables) == 2
        assert layer.weights == []

    def test_sharing_a_layer(self):
        shared = Dense(3)

        class Uses(Layer):
            def __init__(self):
                super().__init__()
                self.inner = shared

            def call(self, x):
                return self.inner(x)

        a, b = Uses(), Uses()
        a(X), b(X)
        assert a.weights == b.weights == shared.weights
        a.inner.kernel.assign(np.zeros((3, 3)))
        assert not numpy_of(b(X)).any()

    def test_sharing_a_weight(self):
        class Tied(Layer):
            def __init__(self, embedding):
                super().__init__()
                self.embedding = embedding

            def call(self, x):
                return ops.matmul(x, ops.transpose(self.embedding.embeddings))

        embedding = Embedding(5, 3)
        embedding.build((None,))
        tied = Tied(embedding)
        assert tied(X).shape == (4, 5)
        assert tied.weights == embedding.weights

    def test_paths(self):
        naming.reset_names()
        block = Block(name="block")
        block(X)
        assert block.first.path == "block/first"
        assert block.named["b"]["c"].kernel.path == "block/deep/kernel"
        assert Scale(name="scale").path == "scale"


class TestTrainable:
    def test_weights_made_non_trainable_stay_so(self):
        layer = Scale()
        layer(X)
        layer.trainable = False
        assert (len(layer.trainable_weights), len(layer.non_trainable_weights)) == (0, 2)
        layer.trainable = True
        assert [v.name for v in layer.trainable_weights] == ["factor"]
        assert [v.name for v in layer.non_trainable_weights] == ["calls"]

    def test_reaches_all_levels(self):
        block = Block()
        block(X)
        block.trainable = False
        assert block.trainable_weights == []
        assert not block.named["b"]["c"].trainable
        block.trainable = True
        assert len(block.trainable_weights) == 12

    def test_one_inner_layer(self):
        block = Block()
        block(X)
        block.listed[1][0].trainable = False
        assert len(block.trainable_weights) == 10
        assert {v.path.split("/")[-2] for v in block.non_trainable_weights} == {"nested"}

    def test_set_before_building(self):
        layer = Dense(2, trainable=False)
        layer(X)
        assert layer.trainable_weights == []
        assert not layer.kernel.trainable
        layer.trainable = True
        assert len(layer.trainable_weights) == 2

    def test_a_frozen_parent_freezes_without_touching_the_child(self):
        block = Block(trainable=False)
        block(X)
        assert block.trainable_weights == []
        assert len(block.first.trainable_weights) == 2

    def test_a_single_variable(self):
        layer = Dense(2)
        layer(X)
        layer.bias.trainable = False
        assert layer.trainable_weights == [layer.kernel]

    def test_a_frozen_batch_normalization_infers(self):
        layer = BatchNormalization()
        layer.build((None, 3))
        layer.trainable = False
        before = layer.get_weights()
        layer(X, training=True)
        for a, b in zip(before, layer.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


class TestWeights:
    def test_order_trainable_first_then_sublayers(self):
        class Mixed(Layer):
            def __init__(self):
                super().__init__()
                self.inner = Dense(1, name="inner")

            def build(self, input_shape):
                self.state = self.add_weight(shape=(), trainable=False, name="state")
                self.scale = self.add_weight(shape=(), name="scale")

            def call(self, x):
                return self.inner(x) * self.scale + self.state

        layer = Mixed()
        layer(X)
        assert [v.name for v in layer.weights] == ["scale", "state", "kernel", "bias"]

    def test_get_and_set(self):
        a, b = Block(), Block()
        a(X), b(X)
        b.set_weights(a.get_weights())
        np.testing.assert_allclose(numpy_of(a(X)), numpy_of(b(X)), rtol=1e-6)

    def test_what_get_weights_gives_is_the_users(self):
        layer = Dense(2, kernel_initializer="ones")
        layer(X)
        values = layer.get_weights()
        values[0][:] = 5
        assert layer.get_weights()[0].tolist() == np.ones((3, 2)).tolist()
        layer.set_weights(values)
        assert layer.get_weights()[0].tolist() == np.full((3, 2), 5).tolist()

    def test_wrong_weights_change_nothing(self):
        layer = Dense(2)
        layer(X)
        before = layer.get_weights()
        with pytest.raises(ValueError, match="has 2 weights, but 1 values were given"):
            layer.set_weights(before[:1])
        with pytest.raises(ValueError, match=r"Weight '.*bias' has shape \(2,\), but the value has shape \(3,\)"):
            layer.set_weights([np.zeros((3, 2)), np.zeros(3)])
        np.testing.assert_array_equal(layer.get_weights()[0], before[0])

    def test_before_building(self):
        with pytest.raises(ValueError, match="must be built before"):
            Dense(2).set_weights([np.zeros((3, 2))])
        with pytest.raises(ValueError, match="not built, so its weights cannot be counted"):
            Dense(2).count_params()

    def test_add_weight_defaults(self):
        layer = Layer(name="owner")
        scalar, vector = layer.add_weight(), layer.add_weight(shape=3, name="vector")
        integer = layer.add_weight(shape=(2,), dtype="int32", trainable=False)
        assert (scalar.shape, vector.shape, integer.dtype) == ((), (3,), "int32")
        assert integer.numpy().tolist() == [0, 0]
        assert vector.path == "owner/vector"

    def test_add_weight_takes_arrays_callables_and_names(self):
        layer = Layer()
        assert layer.add_weight(shape=(2,), initializer="ones").numpy().tolist() == [1.0, 1.0]
        made = layer.add_weight(shape=(2,), initializer=lambda shape, dtype: np.full(shape, 3, dtype))
        assert made.numpy().tolist() == [3.0, 3.0]

    def test_a_weight_of_unknown_size(self):
        with pytest.raises(ValueError, match="every dimension of a weight must be known"):
            Scale()(KerasTensor((None, None)))


class TestLosses:
    class Penalty(Layer):
        def call(self, x):
            self.add_loss(ops.sum(x))
            return x

    class Outer(Layer):
        def __init__(self, penalty):
            super().__init__()
            self.penalty = penalty

        def call(self, x):
            self.add_loss(7.0)
            return self.penalty(x)

    def values(self, layer) -> list[float]:
        return [float(backend.to_numpy(backend.convert(x))) for x in layer.losses]

    def test_each_call_starts_anew(self):
        layer = self.Penalty()
        for _ in range(3):
            layer(np.ones((2, 2), "float32"))
        assert self.values(layer) == [4.0]

    def test_nested(self):
        layer = self.Outer(self.Penalty())
        for _ in range(2):
            layer(np.ones((1, 2), "float32"))
        assert sorted(self.values(layer)) == [2.0, 7.0]

    def test_a_layer_called_twice_in_one_call_adds_twice(self):
        class Twice(Layer):
            def __init__(self, penalty):
                super().__init__()
                self.penalty = penalty

            def call(self, x):
                return self.penalty(2 * self.penalty(x))

        layer = Twice(self.Penalty())
        layer(np.ones((1, 2), "float32"))
        assert sorted(self.values(layer)) == [2.0, 4.0]

    def test_a_list_of_losses(self):
        class Two(Layer):
            def call(self, x):
                self.add_loss([ops.sum(x), ops.max(x)])
                return x

        layer = Two()
        layer(np.ones((1, 2), "float32"))
        assert self.values(layer) == [2.0, 1.0]

    def test_regularizers_of_weights_follow_trainable(self):
        layer = Dense(1, kernel_initializer="ones", kernel_regularizer=regularizers.L2(0.5), bias_regularizer="l1")
        assert layer.losses == []
        layer(X)
        assert self.values(layer) == [1.5, 0.0]
        layer.kernel.assign(2 * np.ones((3, 1)))
        assert self.values(layer)[0] == 6.0
        layer.trainable = False
        assert layer.losses == []

    def test_add_weight_takes_a_regularizer(self):
        class Own(Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(2,), initializer="ones", regularizer=lambda w: ops.sum(w) * 3)

            def call(self, x):
                return x

        layer = Own()
        layer(X)
        assert self.values(layer) == [6.0]

    def test_activity_regularizer_is_a_mean_over_the_batch(self):
        layer = Activation("linear", activity_regularizer=regularizers.L1(0.1))
        layer(np.ones((4, 3), "float32"))
        np.testing.assert_allclose(self.values(layer), [0.3], rtol=1e-6)
        layer(np.full((4, 3), 2.0, "float32"))
        np.testing.assert_allclose(self.values(layer), [0.6], rtol=1e-6)

    def test_stateless_call_gives_the_losses(self):
        layer = self.Outer(self.Penalty())
        layer(np.ones((1, 2), "float32"))
        outputs, others, found = layer.stateless_call([], [], np.full((1, 2), 3.0, "float32"), return_losses=True)
        assert numpy_of(outputs).tolist() == [[3.0, 3.0]]
        assert others == []
        assert sorted(float(backend.to_numpy(backend.convert(x))) for x in found) == [6.0, 7.0]

    def test_constraints_are_kept_with_the_weight(self):
        layer = Dense(2, kernel_constraint="non_neg")
        layer(X)
        assert type(layer.kernel.constraint).__name__ == "NonNeg"
        assert layer.bias.constraint is None


class TestDtypes:
    class Seen(Layer):
        """Notes the dtypes that arrive in `call`."""

        def build(self, input_shape):
            self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones")
            self.count = self.add_weight(shape=(), dtype="int32", initializer="zeros", trainable=False)

        def call(self, x):
            self.seen = backend.dtype_name(x), backend.dtype_name(self.w.value), backend.dtype_name(self.count.value)
            return x * self.w

    @pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
    def test_one_dtype_for_all(self, dtype):
        layer = self.Seen(dtype=dtype)
        assert backend.dtype_name(layer(X)) == dtype
        assert layer.seen == (dtype, dtype, "int32")
        assert (layer.dtype, layer.compute_dtype, layer.variable_dtype) == (dtype,) * 3

    @pytest.mark.parametrize("half", ["float16", "bfloat16"])
    def test_mixed(self, half):
        layer = self.Seen(dtype=f"mixed_{half}")
        assert backend.dtype_name(layer(X)) == half
        assert layer.seen == (half, half, "int32")
        assert layer.w.dtype == "float32" == backend.dtype_name(layer.w.value)
        assert layer(KerasTensor((None, 3))).dtype == half

    def test_integers_are_left_alone(self):
        layer = self.Seen()
        layer(np.ones((2, 3), "int32"))
        assert layer.seen[0] == "int32"

    def test_without_autocast(self):
        layer = self.Seen(autocast=False)
        layer(X.astype("float64"))
        assert layer.seen[0] == "float64"

    def test_an_inner_layer_with_a_policy_of_its_own(self):
        class Outer(Layer):
            def __init__(self, inner, **kwargs):
                super().__init__(**kwargs)
                self.inner = inner
                self.w = self.add_weight(shape=(), initializer="ones")

            def call(self, x):
                y = self.inner(x)
                self.seen = backend.dtype_name(y), backend.dtype_name(self.w.value)
                return y

        outer = Outer(self.Seen(dtype="float32"), dtype="mixed_float16")
        outer(X)
        assert outer.inner.seen == ("float32", "float32", "int32")
        assert outer.seen == ("float32", "float16")

    def test_global_policy(self):
        dtype_policies.policy.set_dtype_policy("mixed_bfloat16")
        try:
            layer = Dense(2)
        finally:
            dtype_policies.policy.set_dtype_policy(None)
        assert (layer.compute_dtype, layer.variable_dtype, Dense(2).compute_dtype) == ("bfloat16", "float32", "float32")

    def test_policy_changed_after_building(self):
        layer = Dense(2)
        layer(X)
        layer.dtype_policy = "mixed_float16"
        assert backend.dtype_name(layer(X)) == "float16"
        layer.dtype_policy = "float32"
        assert backend.dtype_name(layer(X)) == "float32"


class TestBuilding:
    def test_several_inputs_by_name(self):
        class Bilinear(Layer):
            def build(self, left_shape, right_shape):
                self.shapes = left_shape, right_shape
                self.w = self.add_weight(shape=(left_shape[-1], right_shape[-1]))

            def call(self, left, right):
                return ops.sum(ops.matmul(left, self.w) * right, axis=-1)

        layer = Bilinear()
        assert layer(X, right=np.ones((4, 5), "float32")).shape == (4,)
        assert layer.shapes == ((4, 3), (4, 5))
        again = Bilinear()
        again.build_from_config(layer.get_build_config())
        assert again.w.shape == (3, 5)

    def test_one_shape_for_several_inputs_is_the_firsts(self):
        class First(Layer):
            def build(self, input_shape):
                self.shape_seen = input_shape

            def call(self, a, b):
                return a + b

        layer = First()
        layer(X, X[:1])
        assert layer.shape_seen == (4, 3)

    def test_nests(self):
        class Nested(Layer):
            def build(self, input_shape):
                self.shape_seen = input_shape

            def call(self, inputs):
                return inputs["a"] + inputs["b"][0]

        layer = Nested()
        assert layer({"a": X, "b": [X]}).shape == (4, 3)
        assert layer.shape_seen == {"a": (4, 3), "b": [(4, 3)]}

    def test_a_layer_without_build(self):
        class Plain(Layer):
            def call(self, x):
                return x + 1

        layer = Plain()
        assert not layer.built
        layer(X)
        assert layer.built

    def test_sublayers_are_built_by_the_first_call(self):
        block = Block()
        assert block(KerasTensor((None, 3))).shape == (None, 2)
        assert len(block.weights) == 12

    def test_sublayers_are_built_by_build(self):
        block = Block()
        block.build((None, 3))
        assert block.built
        assert len(block.weights) == 12

    def test_sublayers_built_by_hand(self):
        class Careful(Layer):
            def __init__(self):
                super().__init__()
                self.inner = Dense(2)

            def build(self, input_shape):
                self.inner.build(input_shape)
                self.built = True

            def call(self, x):
                return self.inner(x)

        layer = Careful()
        layer.build((None, 3))
        assert len(layer.weights) == 2
        assert layer(X).shape == (4, 2)

    def test_built_once(self):
        class Counting(Layer):
            builds = 0

            def build(self, input_shape):
                super().build(input_shape)
                self.builds += 1

            def call(self, x):
                return x

        layer = Counting()
        for _ in range(3):
            layer(X)
        assert layer.builds == 1

    def test_layers_made_in_build(self):
        class Late(Layer):
            def build(self, input_shape):
                self.inner = Dense(input_shape[-1] * 2)

            def call(self, x):
                return self.inner(x)

        layer = Late(name="late")
        assert layer(X).shape == (4, 6)
        assert layer.inner.kernel.path == "late/dense/kernel"

    def test_an_error_in_build_names_the_layer_and_leaves_it_unbuilt(self):
        class Broken(Layer):
            def build(self, input_shape):
                raise ValueError("no such thing")

            def call(self, x):
                return x

        layer = Broken(name="broken")
        with pytest.raises(ValueError, match="no such thing"):
            layer(X)
        assert not layer.built

    def test_weights_in_call_are_made_once(self):
        class Lazy(Layer):
            def call(self, x):
                if not hasattr(self, "w"):
                    self.w = self.add_weight(shape=(x.shape[-1],), initializer="ones", name="w")
                return x * self.w

        layer = Lazy(name="lazy")
        layer(X), layer(X)
        assert [v.path for v in layer.weights] == ["lazy/w"]


class TestCalling:
    def test_an_error_in_call_names_the_layer_and_its_inputs(self):
        class Broken(Layer):
            def call(self, x):
                raise ValueError("no such thing")

        with pytest.raises(ValueError, match="no such thing") as caught:
            Broken(name="broken")(X)
        (note,) = caught.value.__notes__
        assert note == "Raised while Broken layer 'broken' was called with x=tensor of shape (4, 3) and dtype float32."

    def test_the_innermost_layer_speaks(self):
        class Inner(Layer):
            def call(self, x):
                raise KeyError("x")

        class Outer(Layer):
            def __init__(self):
                super().__init__(name="outer")
                self.inner = Inner(name="inner")

            def call(self, x):
                return self.inner(x)

        with pytest.raises(KeyError) as caught:
            Outer()(X)
        assert ["inner" in note for note in caught.value.__notes__] == [True]

    def test_no_call_method(self):
        with pytest.raises(NotImplementedError, match=r"Layer layer 'empty' has no `call` method"):
            Layer(name="empty")(X)

    @pytest.mark.parametrize(
        "args, kwargs, message",
        [
            ((X, X), {}, "takes at most 1 positional arguments"),
            ((X,), {"x": X}, "got two values for the argument 'x'"),
            ((), {"y": X}, "y"),
        ],
    )
    def test_wrong_arguments(self, args, kwargs, message):
        with pytest.raises(TypeError, match=message):
            Scale()(*args, **kwargs)

    def test_forgetting_super_init(self):
        class Forgetful(Layer):
            def __init__(self):
                self.units = 3

            def call(self, x):
                return x

        with pytest.raises(RuntimeError, match=r"Forgetful: call `super\(\).__init__\(\)` first"):
            Forgetful()(X)

    def test_forgetting_super_init_with_sublayers(self):
        class Forgetful(Layer):
            def __init__(self):
                self.inner = Dense(2)
                self.w = self.add_weight(shape=(2,))

        with pytest.raises((RuntimeError, AttributeError), match="super"):
            Forgetful()

    def test_unknown_constructor_arguments(self):
        with pytest.raises(TypeError, match=r"Scale got unexpected arguments \['colour'\]"):
            Scale(colour="red")

    def test_lists_tuples_scalars_and_none_pass(self):
        class Many(Layer):
            def call(self, xs, scale=1.0, extra=None, mode="sum"):
                assert extra is None
                assert mode == "sum"
                return (xs[0] + xs[1]) * scale

        np.testing.assert_allclose(numpy_of(Many()([X, X], scale=2.0)), 4 * X, rtol=1e-6)
        np.testing.assert_allclose(numpy_of(Many()((X, X), 2.0)), 4 * X, rtol=1e-6)

    def test_variadic_arguments(self):
        class Sum(Layer):
            def call(self, *xs):
                return sum(xs[1:], start=xs[0])

        np.testing.assert_allclose(numpy_of(Sum()(X, X, X)), 3 * X, rtol=1e-6)
        assert Sum()(KerasTensor((None, 3)), KerasTensor((None, 3))).shape == (None, 3)

    def test_keyword_only_and_extra_keywords(self):
        class Flexible(Layer):
            def call(self, x, *, power=1, **options):
                self.options = options
                return x**power

        layer = Flexible()
        np.testing.assert_allclose(numpy_of(layer(X, power=2, color="red")), X**2, rtol=1e-5)
        assert layer.options["color"] == "red"

    def test_several_outputs(self):
        class Split(Layer):
            def call(self, x):
                return {"low": x[:, :1], "rest": [x[:, 1:], ops.sum(x)]}

        outputs = Split()(KerasTensor((None, 3)))
        assert outputs["low"].shape == (None, 1)
        assert [x.shape for x in outputs["rest"]] == [(None, 2), ()]
        assert Split()(X)["rest"][0].shape == (4, 2)

    def test_variables_as_inputs(self):
        variable = backend.Variable(X)
        np.testing.assert_allclose(
            numpy_of(Dense(2, kernel_initializer="ones")(variable)), X.sum(1, keepdims=True) @ np.ones((1, 2)), rtol=1e-4
        )

    def test_input_spec(self):
        class Strict(Layer):
            def __init__(self):
                super().__init__(name="strict")
                self.input_spec = InputSpec(ndim=2, axes={-1: 3})

            def call(self, x):
                return x

        layer = Strict()
        layer(X)
        with pytest.raises(ValueError, match="'strict'"):
            layer(X[:, :2])
        with pytest.raises(ValueError, match="'strict'"):
            layer(KerasTensor((None, 3, 3)))
        with pytest.raises(TypeError, match="must hold InputSpecs"):
            layer.input_spec = (3,)

    def test_wrong_size_after_building_says_what_is_expected(self):
        layer = Dense(2, name="head")
        layer(X)
        for wrong in (X[:, :2], backend.convert(X[:, :2]), KerasTensor((None, 2))):
            with pytest.raises(ValueError, match="'head'"):
                layer(wrong)


class TestTrainingArgument:
    class Mode(Layer):
        def call(self, x, training=None):
            self.mode = training
            return x

    class Outer(Layer):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def call(self, x):
            return self.inner(x)

    def test_default_and_explicit(self):
        layer = self.Mode()
        layer(X)
        assert layer.mode is None
        layer(X, training=True)
        assert layer.mode is True
        layer(X, training=False)
        assert layer.mode is False

    def test_default_of_the_signature(self):
        class On(Layer):
            def call(self, x, training=True):
                self.mode = training
                return x

        layer = On()
        layer(X)
        assert layer.mode is True

    def test_comes_down_through_layers_that_do_not_know_it(self):
        outer = self.Outer(self.Outer(self.Mode()))
        outer(X, training=True)
        assert outer.inner.inner.mode is True
        outer(X)
        assert outer.inner.inner.mode is None

    def test_explicit_wins_over_the_context(self):
        mode = self.Mode()

        class Frozen(Layer):
            def __init__(self):
                super().__init__()
                self.inner = mode

            def call(self, x):
                return self.inner(x, training=False)

        Frozen()(X, training=True)
        assert mode.mode is False

    def test_restored_after_an_error(self):
        class Fails(Layer):
            def call(self, x, training=None):
                raise KeyError

        with pytest.raises(KeyError):
            Fails()(X, training=True)
        layer = self.Mode()
        layer(X)
        assert layer.mode is None


class TestShapes:
    def test_compute_output_shape_of_user_layers(self):
        assert Block().compute_output_shape((None, 3)) == (None, 2)
        assert Scale().compute_output_shape((2, 3)) == (2, 3)

    def test_compute_output_shape_of_nests(self):
        assert Add().compute_output_shape([(None, 3), (None, 3)]) == (None, 3)

    def test_code_of_the_framework_itself(self):
        class Direct(Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones")

            def call(self, x):
                return framework().tanh(x * self.w.value)[:, :2]

        layer = Direct()
        symbolic = layer(KerasTensor((None, 3)))
        assert (symbolic.shape, symbolic.dtype) == ((None, 2), "float32")
        np.testing.assert_allclose(numpy_of(layer(X)), np.tanh(X)[:, :2], rtol=1e-5)

    def test_operators_between_tensors_of_the_framework_and_weights(self):
        class Direct(Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones")

            def call(self, x):
                return framework().cos(x) * self.w + self.w

        layer = Direct()
        assert layer(KerasTensor((None, 3))).shape == (None, 3)
        np.testing.assert_allclose(numpy_of(layer(X)), np.cos(X) + 1, rtol=1e-5)

    def test_branching_on_values_explains_itself(self):
        class Branches(Layer):
            def call(self, x):
                return x if x > 0 else -x

        with pytest.raises(Exception, match="has no values yet, so it cannot be used as a truth value") as caught:
            Branches(name="branches")(KerasTensor((2, 3)))
        assert any("'branches'" in note for note in caught.value.__notes__)


class TestMasks:
    class Keeps(Layer):
        supports_masking = True

        def call(self, x):
            return x * 2

    class Takes(Layer):
        def call(self, x, mask=None):
            self.mask_seen = mask
            return x

    class Drops(Layer):
        def call(self, x):
            return x + 1

    class Shifts(Layer):
        def call(self, x):
            return x[:, 1:]

        def compute_mask(self, inputs, previous_mask):
            return None if previous_mask is None else previous_mask[:, 1:]

    IDS = np.array([[1, 2, 0], [3, 0, 0]])
    MASK = [[True, True, False], [True, False, False]]

    def embedded(self):
        return Embedding(5, 4, mask_zero=True)(self.IDS)

    def test_goes_through_layers_that_keep_positions(self):
        taker = self.Takes()
        taker(self.Keeps()(self.embedded()))
        assert numpy_of(taker.mask_seen).tolist() == self.MASK

    def test_compute_mask(self):
        taker = self.Takes()
        taker(self.Shifts()(self.embedded()))
        assert numpy_of(taker.mask_seen).tolist() == [row[1:] for row in self.MASK]

    def test_symbolically(self):
        x = Embedding(5, 4, mask_zero=True)(KerasTensor((None, 3), "int32"))
        taker = self.Takes()
        taker(self.Keeps()(x))
        assert taker.mask_seen.shape == (None, 3)
        assert taker.mask_seen.dtype == "bool"

    def test_an_explicit_mask_wins(self):
        taker, mask = self.Takes(), np.ones((2, 3), bool)
        taker(self.embedded(), mask=mask)
        assert numpy_of(taker.mask_seen).all()

    def test_a_mask_for_each_argument(self):
        class Two(Layer):
            def call(self, query, value, query_mask=None, value_mask=None):
                self.seen = query_mask, value_mask
                return query

        layer = Two()
        layer(self.embedded(), value=np.ones((2, 3, 4), "float32"))
        assert numpy_of(layer.seen[0]).tolist() == self.MASK
        assert layer.seen[1] is None

    def test_a_lost_mask_is_reported_once_with_both_names(self):
        x = self.Drops(name="dropper")(self.embedded())
        with pytest.warns(UserWarning, match="LSTM layer 'reader' can use a mask, but Drops layer 'dropper'"):
            LSTM(2, name="reader")(x)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            LSTM(2, name="reader")(x)

    def test_no_warning_where_nobody_uses_a_mask(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            Dense(2)(self.Drops()(self.embedded()))

    def test_attention_takes_masks_of_its_arguments(self):
        x = self.embedded()
        attended = numpy_of(MultiHeadAttention(1, 2)(x, x))
        assert np.isfinite(attended).all()


class TestStatelessCall:
    def test_is_pure(self):
        layer = BatchNormalization()
        layer.build((None, 3))
        before = layer.get_weights()
        trainable = [v.value for v in layer.trainable_variables]
        other = [v.value for v in layer.non_trainable_variables]
        outputs, after = layer.stateless_call(trainable, other, X, training=True)
        assert outputs.shape == (4, 3)
        assert not np.allclose(numpy_of(after[0]), before[2])
        for a, b in zip(before, layer.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_uses_the_values_given(self):
        layer = Dense(2)
        layer.build((None, 3))
        outputs, others = layer.stateless_call([ops.zeros((3, 2)), ops.ones((2,))], [], X)
        assert numpy_of(outputs).tolist() == np.ones((4, 2)).tolist()
        assert others == []

    def test_errors(self):
        with pytest.raises(ValueError, match="is not built"):
            Dense(2).stateless_call([], [], X)
        layer = Dense(2)
        layer.build((None, 3))
        with pytest.raises(ValueError, match="`trainable_variables` must hold 2 values, one a variable, got 1"):
            layer.stateless_call([ops.zeros((3, 2))], [], X)


@registry.register_keras_serializable("base_test")
class Configurable(Layer):
    def __init__(self, units, activation="relu", inner=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = activation
        self.inner = inner

    def call(self, x):
        return x


@registry.register_keras_serializable("base_test")
class WithConfig(Configurable):
    def __init__(self, width, **kwargs):
        super().__init__(units=width * 2, **kwargs)
        self.width = width

    def get_config(self):
        config = super().get_config()
        config.pop("units")
        config["width"] = self.width
        return config


class TestConfig:
    def test_without_get_config(self):
        layer = Configurable(3, inner=Dense(2, name="inner"), name="c", dtype="mixed_float16", trainable=False)
        config = layer.get_config()
        assert set(config) == {"units", "activation", "inner", "name", "dtype", "trainable"}
        again = Configurable.from_config(config)
        assert (again.units, again.activation, again.name, again.trainable) == (3, "relu", "c", False)
        assert again.dtype_policy == layer.dtype_policy
        assert (type(again.inner), again.inner.units) == (Dense, 2)

    def test_with_get_config(self):
        again = registry.deserialize(registry.serialize(WithConfig(4, activation="tanh", name="w")))
        assert (again.width, again.units, again.activation, again.name) == (4, 8, "tanh", "w")

    def test_the_form_of_keras_3_with_all_arguments_listed(self):
        class Listed(Layer):
            def __init__(self, units, **kwargs):
                super().__init__(**kwargs)
                self.units = units

            def get_config(self):
                return {**super().get_config(), "units": self.units}

        config = Listed(3, name="listed").get_config()
        assert config["units"] == 3
        assert Listed.from_config(config).name == "listed"

    def test_changed_attributes(self):
        layer = Configurable(3)
        layer.units, layer.trainable = 5, False
        config = layer.get_config()
        assert (config["units"], config["trainable"]) == (5, False)

    def test_a_constructor_without_keywords(self):
        class Bare(Layer):
            def __init__(self, units):
                super().__init__()
                self.units = units

        assert Bare(3).get_config() == {"units": 3}
        assert Bare.from_config(Bare(3).get_config()).units == 3

    def test_a_built_layer_comes_back_built(self):
        layer = Scale()
        layer(X)
        again = registry.deserialize(registry.serialize(layer), custom_objects={"Scale": Scale})
        assert again.built
        assert again.factor.shape == (3,)


class TestCopies:
    @pytest.mark.parametrize("copier", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))], ids=["deepcopy", "pickle"])
    @pytest.mark.parametrize("make", [lambda: Dense(2), Block, Scale, BatchNormalization], ids=["Dense", "Block", "Scale", "BN"])
    def test_same_values_but_apart(self, copier, make):
        layer = make()
        expected = numpy_of(layer(X))
        again = copier(layer)
        np.testing.assert_allclose(numpy_of(again(X)), expected, rtol=1e-6)
        assert [v.path for v in again.weights] == [v.path for v in layer.weights]
        again.set_weights([0 * w for w in again.get_weights()])
        np.testing.assert_allclose(numpy_of(layer(X)), expected, rtol=1e-6)

    def test_before_building(self):
        again = copy.deepcopy(Block())
        assert again(X).shape == (4, 2)

    def test_what_is_shared_inside_stays_shared(self):
        class Shares(Layer):
            def __init__(self):
                super().__init__()
                self.a = Dense(3)
                self.b = [self.a]

            def call(self, x):
                return self.b[0](self.a(x))

        layer = Shares()
        layer(X)
        again = copy.deepcopy(layer)
        assert again.a is again.b[0]
        assert len(again.weights) == 2

    def test_randomness_is_copied(self):
        layer = Dropout(0.5, seed=3)
        again = copy.deepcopy(layer)
        ones = np.ones((8, 8), "float32")
        np.testing.assert_array_equal(numpy_of(layer(ones, training=True)), numpy_of(again(ones, training=True)))


class TestNames:
    def test_automatic(self):
        naming.reset_names()
        assert [Scale().name, Scale().name, Dense(1).name] == ["scale", "scale_1", "dense"]

    def test_given_and_changed(self):
        layer = Scale(name="a")
        layer.name = "b"
        assert layer.path == "b"
        with pytest.raises(ValueError, match="without '/'"):
            Scale(name="a/b")

    def test_repr(self):
        assert repr(Scale(name="a")) == "<Scale name=a, built=False>"
        assert repr(Scale.__new__(Scale)) == "<Scale>"


@pytest.mark.requires_trainable_backend
def test_gradients_reach_the_weights_of_a_nest_of_user_layers():
    block = Block()
    block(X)
    target = np.ones((4, 2), "float32")

    def forward():
        return losses.MeanSquaredError()(target, block(X)), None

    (loss, _), gradients = backend.step.value_and_grad(forward, block.trainable_variables)
    assert float(loss) > 0
    assert len(gradients) == 12
    assert all(np.isfinite(numpy_of(g)).all() for g in gradients)


def test_a_seed_generator_in_a_list_is_state():
    class Noisy(Layer):
        def __init__(self):
            super().__init__()
            self.seeds = [SeedGenerator(0), SeedGenerator(1)]

        def call(self, x):
            return x

    assert len(Noisy().variables) == 2


def test_what_a_layer_holds_is_known_after_each_change():
    class Blocks(Layer):
        def __init__(self):
            super().__init__()
            self.blocks = [Dense(1)]
            self.named = {"a": {"b": []}}

    def built():
        layer = Dense(1, use_bias=False)
        layer.build((None, 2))
        return layer

    layer = Blocks()
    counts = []
    for change in (
        lambda: layer.blocks.append(built()),
        lambda: layer.named["a"]["b"].append(built()),
        lambda: setattr(layer, "other", built()),
        lambda: layer.other.add_weight(shape=(1,), name="more"),
        lambda: delattr(layer, "other"),
        lambda: layer.blocks.pop(),
        lambda: setattr(layer, "named", None),
    ):
        change()
        counts.append(len(layer.weights))
    assert counts == [1, 2, 3, 4, 2, 1, 0]
    layer.blocks[0].build((None, 2))
    layer.blocks[0].kernel.trainable = False
    assert len(layer.trainable_weights) == 1
    assert len(copy.deepcopy(layer).weights) == 2
