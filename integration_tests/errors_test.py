"""What wrong input is told: which object, what it was given, what it takes, what to do."""

import re

import numpy as np
import pytest

import multikeras
from multikeras import layers, metrics, ops, optimizers
from multikeras.src import backend

trains = pytest.mark.requires_trainable_backend

X, Y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")


def told(error):
    """All that a user reads under the traceback."""
    return "\n".join([str(error.value), *getattr(error.value, "__notes__", [])])


def dense_model(units=1, **kwargs):
    return multikeras.Sequential([multikeras.Input((3,)), layers.Dense(units, name="out", **kwargs)], name="net")


def fitted(model, loss="mse", x=X, y=Y, metrics=None, **kwargs):
    model.compile("sgd", loss, metrics=metrics)
    return model.fit(x, y, verbose=0, **kwargs)


def two_inputs():
    a, b = multikeras.Input((3,), name="a"), multikeras.Input((3,), name="b")
    return multikeras.Model([a, b], layers.Add()([a, b]), name="net")


def two_outputs():
    x = multikeras.Input((3,))
    return multikeras.Model(x, [layers.Dense(1, name="p")(x), layers.Dense(1, name="q")(x)], name="net")


class TestShapes:
    def test_layer(self):
        layer = layers.Dense(2, name="d")
        layer(X)
        with pytest.raises(
            ValueError, match=re.escape("Dense layer 'd': the input must have size 3 along axis -1, but its shape is (2, 7).")
        ):
            layer(np.ones((2, 7), "float32"))

    def test_rank(self):
        with pytest.raises(ValueError, match=re.escape("Conv2D layer 'c': the input must have 4 dimensions, but its shape is (None, 3).")):
            multikeras.Sequential([multikeras.Input((3,)), layers.Conv2D(2, 3, name="c")])

    @pytest.mark.parametrize(
        "call",
        [lambda model, x: model(x), lambda model, x: model.predict(x, verbose=0), lambda model, x: model.predict_on_batch(x)],
    )
    def test_model_names_the_layer_and_itself(self, call):
        with pytest.raises(ValueError, match=r"Dense layer '\S*out': the input must have size 3 along axis -1") as error:
            call(dense_model(), np.ones((4, 5), "float32"))
        assert "Raised while Model 'net' was called with inputs=tensor of shape (4, 5) and dtype float32" in told(error)

    @trains
    def test_fit(self):
        with pytest.raises(ValueError, match="the input must have size 3 along axis -1"):
            fitted(dense_model(), x=np.ones((4, 5)))

    def test_rank_of_a_models_input(self):
        expected = r"Model 'net': input '\w+' must have shape \(None, 3\), got shape \(4, 5, 3\)"
        with pytest.raises(ValueError, match=expected):
            dense_model()(np.ones((4, 5, 3), "float32"))

    def test_window_larger_than_the_image(self):
        with pytest.raises(ValueError, match=re.escape("The window (3, 3)")) as error:
            multikeras.Sequential([multikeras.Input((2, 2, 1)), layers.Conv2D(2, 3, name="c")])
        assert 'padding="same"' in told(error)
        assert "Conv2D layer" in told(error)

    def test_merging(self):
        with pytest.raises(ValueError, match=r"Add layer 'm': .*\(None, 3\) and \(None, 4\) do not broadcast"):
            layers.Add(name="m")([multikeras.Input((3,)), multikeras.Input((4,))])

    @pytest.mark.parametrize("convert", [np.asarray, ops.convert_to_tensor, lambda x: multikeras.KerasTensor(x.shape)])
    def test_ops(self, convert):
        one, other = convert(np.ones((2, 3))), convert(np.ones((2, 4)))
        with pytest.raises(ValueError, match=re.escape("add: Shapes (2, 3) and (2, 4) do not broadcast")):
            ops.add(one, other)
        with pytest.raises(ValueError, match=re.escape("matmul: Shapes (2, 3) and (2, 4) cannot be multiplied")):
            ops.matmul(one, other)

    def test_weights(self):
        model = dense_model()
        with pytest.raises(ValueError, match=r"Model 'net' has 2 weights, but 1 values were given\."):
            model.set_weights([np.ones((3, 1))])
        with pytest.raises(ValueError, match=r"Weight '\S*kernel' has shape \(3, 1\), but the value has shape \(3, 2\)"):
            model.set_weights([np.ones((3, 2)), np.ones(1)])
        with pytest.raises(ValueError, match=r"Variable '\S*kernel' has shape \(3, 1\) and cannot be assigned a value of shape \(2, 2\)"):
            model.weights[0].assign(np.ones((2, 2)))
        with pytest.raises(ValueError, match="must be built before"):
            layers.Dense(1).set_weights([np.ones((3, 1))])


@trains
class TestTargets:
    def test_shape(self):
        with pytest.raises(
            ValueError, match=re.escape("mean_squared_error: targets of shape (4, 3) do not fit predictions of shape (4, 2)")
        ) as e:
            fitted(dense_model(2), y=np.ones((4, 3)))
        assert told(e).endswith("The loss of output 'out' was given targets of shape (4, 3) and predictions of shape (4, 2).")

    def test_class_indices_where_one_hot_is_wanted(self):
        with pytest.raises(ValueError, match=r"targets of shape \(4,\) do not fit .* sparse_categorical_crossentropy"):
            fitted(dense_model(3), "categorical_crossentropy", y=np.zeros(4, "int32"))

    def test_one_hot_where_class_indices_are_wanted(self):
        with pytest.raises(ValueError, match=r"Targets must have shape \(4,\); one-hot targets need categorical_crossentropy"):
            fitted(dense_model(3), "sparse_categorical_crossentropy", y=np.zeros((4, 3)))

    def test_number_of_rows(self):
        with pytest.raises(ValueError, match="same number of rows .*x: 4, y: 5"):
            fitted(dense_model(), y=np.ones((5, 1)))

    def test_number_of_targets(self):
        with pytest.raises(ValueError, match=r"The model has 1 output\(s\) \['out'\], but `y` has 2"):
            fitted(dense_model(), y=[Y, Y])
        with pytest.raises(
            ValueError, match=r"The model has 2 output\(s\) \['p', 'q'\], but `y` has 1.*in a list in their order or in a dict"
        ):
            fitted(two_outputs())

    def test_none(self):
        with pytest.raises(ValueError, match="Output 'out' has a loss but no target"):
            fitted(dense_model(), y=None)

    def test_text(self):
        with pytest.raises(ValueError, match="The targets are text .*StringLookup"):
            fitted(dense_model(), y=np.array(["cat", "dog", "cat", "dog"]))

    def test_text_as_input(self):
        with pytest.raises(ValueError, match="Model 'net': input '.*' takes dtype float32, got string"):
            fitted(dense_model(), x=np.array([["a", "b", "c"]] * 4))

    def test_sample_weight(self):
        with pytest.raises(ValueError, match=r"`sample_weight` of shape \(4, 3\) does not fit values of shape \(4,\)"):
            fitted(dense_model(), sample_weight=np.ones((4, 3)))

    def test_names_and_numbers_of_losses_and_metrics(self):
        with pytest.raises(ValueError, match=r"`loss` names the outputs \['r'\], but the model's outputs are \['p', 'q'\]"):
            fitted(two_outputs(), {"p": "mse", "r": "mse"}, y=[Y, Y])
        with pytest.raises(ValueError, match=r"`loss` has 1 entries, but the model has 2 outputs: \['p', 'q'\]"):
            fitted(two_outputs(), ["mse"], y=[Y, Y])
        with pytest.raises(ValueError, match=r"`metrics` names the outputs \['e'\], but the model's outputs are \['out'\]"):
            fitted(dense_model(), metrics={"e": ["mae"]})


class TestNames:
    @pytest.mark.parametrize(
        ("make", "kind", "meant"),
        [
            (lambda: layers.Dense(1, activation="rellu"), "activation", "relu"),
            (lambda: layers.Dense(1, kernel_initializer="glorot_unifrom"), "initializer", "glorot_uniform"),
            (lambda: layers.Dense(1, kernel_regularizer="l22"), "regularizer", "l2"),
            (lambda: layers.Dense(1, kernel_constraint="max_nrm"), "constraint", "max_norm"),
            (lambda: dense_model().compile("adamm", "mse"), "optimizer", "Adam"),
            (lambda: optimizers.get("sdg"), "optimizer", "SGD"),
            (lambda: multikeras.losses.get("mean_square_error"), "loss", "mean_squared_error"),
            (lambda: metrics.get("mean_absolut_error"), "metric", "MeanAbsoluteError"),
        ],
    )
    def test_did_you_mean(self, make, kind, meant):
        with pytest.raises(ValueError, match=f"There is no {kind} named '.*'. Did you mean '{meant}'\\?.*register_keras_serializable"):
            make()

    @trains
    def test_loss_and_metric_of_compile(self):
        with pytest.raises(ValueError, match="There is no loss named 'mean_square_error'. Did you mean 'mean_squared_error'"):
            fitted(dense_model(), "mean_square_error")
        with pytest.raises(ValueError, match="There is no metric named 'acuracy'. Did you mean 'Accuracy'"):
            fitted(dense_model(), metrics=["acuracy"])

    def test_arguments(self):
        with pytest.raises(TypeError, match=re.escape("Dense got unexpected arguments ['activaton']. Did you mean 'activation'?")):
            layers.Dense(1, activaton="relu")
        with pytest.raises(TypeError, match=re.escape("SGD got unexpected arguments ['momentun']. Did you mean 'momentum'?")):
            optimizers.SGD(momentun=0.9)

    def test_attribute_of_the_package(self):
        with pytest.raises(AttributeError, match="Did you mean 'Dense'"):
            multikeras.layers.Denze

    def test_get_layer(self):
        with pytest.raises(ValueError, match=r"model 'net' has no layer named 'head'. Its layers are \['out'\]"):
            dense_model().get_layer("head")

    def test_same_name_twice(self):
        x = multikeras.Input((3,))
        with pytest.raises(ValueError, match="two layers named 'a'.*give one of them another `name`"):
            multikeras.Model(x, layers.Dense(1, name="a")(layers.Dense(1, name="a")(x)))
        with pytest.raises(ValueError, match="Sequential 'net' has a layer named 'a' already"):
            multikeras.Sequential([layers.Dense(1, name="a"), layers.Dense(1, name="a")], name="net")


class TestDtypes:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: layers.Dense(1, dtype="float31"),
            lambda: ops.cast(X, "float31"),
            lambda: multikeras.Input((1,), dtype="float31"),
        ],
    )
    def test_unknown(self, make):
        with pytest.raises(ValueError, match="'float31' .* is not a dtype. Give one of these names.*float32"):
            make()

    def test_policy(self):
        with pytest.raises(ValueError, match="mixed policies are 'mixed_float16' and 'mixed_bfloat16', got 'mixed_float17'"):
            layers.Dense(1, dtype="mixed_float17")

    def test_integers_for_weights(self):
        with pytest.raises(ValueError, match="cannot make a weight of dtype 'int32'"):
            layers.Dense(1, dtype="int32").build((None, 3))

    def test_sizes(self):
        for units in (-1, "3", 2.5):
            with pytest.raises(ValueError, match=f"Dense: `units` must be a positive int, got {units!r}"):
                layers.Dense(units)


class TestTraining:
    @pytest.mark.parametrize("name", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
    def test_before_compile(self, name):
        with pytest.raises(ValueError, match=rf"Model 'net' must be compiled before `{name}`: call `model.compile"):
            getattr(dense_model(), name)(X, Y)

    @pytest.mark.skipif(backend.CAN_TRAIN, reason="this backend can train")
    def test_on_a_backend_that_cannot(self):
        for train in (lambda model: model.fit(X, Y, verbose=0), lambda model: model.train_on_batch(X, Y)):
            model = dense_model()
            model.compile("sgd", "mse")
            with pytest.raises(NotImplementedError, match="cannot train.*KERAS_BACKEND=jax"):
                train(model)

    @trains
    def test_without_loss(self):
        with pytest.raises(ValueError, match="Model 'net' has no loss to train on: `compile` was given none"):
            fitted(dense_model(), None)

    @trains
    def test_all_frozen(self):
        model = dense_model()
        model.trainable = False
        with pytest.raises(ValueError, match="no variables to update: .*frozen. Set `trainable = True`"):
            fitted(model)

    @pytest.mark.skipif(backend.NAME not in ("torch", "tensorflow"), reason="JAX tells zeros from no gradient nowhere")
    def test_loss_does_not_depend_on_the_weights(self):
        class Stopping(multikeras.Sequential):
            def call(self, inputs, training=None, mask=None):
                return ops.stop_gradient(super().call(inputs, training=training))

        with pytest.raises(ValueError, match="none of the 2 variables has a gradient.*stop_gradient"):
            fitted(Stopping([multikeras.Input((3,)), layers.Dense(1)]))

    @trains
    def test_unfrozen_after_compile(self):
        model = multikeras.Sequential([multikeras.Input((3,)), layers.Dense(2, name="base"), layers.Dense(1)])
        model.get_layer("base").trainable = False
        fitted(model)
        model.get_layer("base").trainable = True
        with pytest.raises(
            ValueError, match=r"variable '\S*base/kernel' was not there when the optimizer was built. Compile the model again"
        ):
            model.fit(X, Y, verbose=0)

    @trains
    def test_arguments_of_fit(self):
        with pytest.raises(TypeError, match="fit: `epochs` must be an int, got '3'"):
            fitted(dense_model(), epochs="3")
        with pytest.raises(ValueError, match="batch_size must be a positive int; got 0"):
            fitted(dense_model(), batch_size=0)
        with pytest.raises(ValueError, match=r"validation_split must lie between 0 and 1, both excluded; got 1\.5"):
            fitted(dense_model(), validation_split=1.5)
        with pytest.raises(ValueError, match="validation_split needs arrays.*got generator"):
            fitted(dense_model(), x=(batch for batch in [(X, Y)]), y=None, validation_split=0.5)
        with pytest.raises(TypeError, match="callbacks must be instances of multikeras.callbacks.Callback; got 'stop'"):
            fitted(dense_model(), callbacks=["stop"])

    def test_arguments_of_compile(self):
        with pytest.raises(ValueError, match="compile: `steps_per_execution` must be a positive int, got 0"):
            dense_model().compile("sgd", "mse", steps_per_execution=0)
        with pytest.raises(ValueError, match="`run_eagerly=True` and `jit_compile=True` exclude each other"):
            dense_model().compile("sgd", "mse", run_eagerly=True, jit_compile=True)


class TestGraphs:
    def test_disconnected(self):
        i, j = multikeras.Input((3,), name="i"), multikeras.Input((3,), name="j")
        with pytest.raises(
            ValueError, match="cannot be computed from the inputs: it depends on .*name=j.*Give this tensor as an input too"
        ):
            multikeras.Model(i, layers.Add()([i, j]))

    def test_arrays_as_outputs(self):
        with pytest.raises(ValueError, match=r"all `outputs` must be symbolic tensors.*got tensor of shape \(4, 3\) and dtype float32"):
            multikeras.Model(multikeras.Input((3,)), X)

    @pytest.mark.parametrize(
        ("use", "why"),
        [
            (lambda x: np.mean(x), "it cannot become a NumPy array"),
            (lambda x: np.add(x, 1), "it cannot become a NumPy array"),
            (lambda x: 1 if x > 0 else 2, "it cannot be used as a truth value"),
            (lambda x: float(ops.mean(x)), "it cannot become a float"),
            (lambda x: list(x), "it cannot be iterated over"),
            (lambda x: len(x), "it has no length"),
        ],
    )
    def test_symbolic_tensor_used_as_a_value(self, use, why):
        with pytest.raises(TypeError, match=rf"<KerasTensor .*name=x> has no values yet, so {why}.*multikeras\.ops|{why}"):
            use(multikeras.Input((3,), name="x"))

    @pytest.mark.skipif(backend.NAME != "tensorflow", reason="the other frameworks have errors of their own for what is no tensor")
    def test_function_of_tensorflow_on_a_symbolic_tensor(self):
        import tensorflow as tf

        with pytest.raises(TypeError, match="has no values yet.*multikeras.ops"):
            tf.sin(multikeras.Input((3,)))


class TestCalls:
    def test_forgotten_super(self):
        class NoSuper(multikeras.Model):
            def __init__(self):
                self.dense = layers.Dense(1)

            def call(self, inputs):
                return self.dense(inputs)

        class NoSuperLayer(layers.Layer):
            def __init__(self, units):
                self.units = units

        with pytest.raises(RuntimeError, match=r"NoSuper: call `super\(\).__init__\(\)` first thing in `__init__`"):
            NoSuper()(X)
        with pytest.raises(AttributeError, match=r"NoSuper .*call `super\(\).__init__\(\)` first"):
            NoSuper().compile("sgd", "mse")
        with pytest.raises(RuntimeError, match=r"NoSuperLayer: call `super\(\).__init__\(\)` first"):
            NoSuperLayer(2)(X)

    def test_too_many_arguments(self):
        with pytest.raises(TypeError, match=r"Dense layer 'd' takes at most 1 positional arguments \(inputs\), got 2"):
            layers.Dense(1, name="d")(X, X)

    def test_too_many_inputs(self):
        with pytest.raises(ValueError, match="Dense layer 'd' takes 1 inputs, got 2"):
            layers.Dense(1, name="d")([X, X])
        with pytest.raises(ValueError, match=r"Model 'net' takes 1 input\(s\) \['\w+'\], got 2"):
            dense_model()([X, X])

    def test_too_few_inputs(self):
        for call in (lambda x: two_inputs()(x), lambda x: two_inputs().predict(x, verbose=0)):
            with pytest.raises(ValueError, match=r"Model 'net' takes 2 input\(s\) \['a', 'b'\], got 1"):
                call(X)
        with pytest.raises(ValueError, match=r"Model 'net' needs inputs named \['a', 'b'\]; the dict given lacks \['b'\]"):
            two_inputs()({"a": X, "c": X})

    def test_no_tensor(self):
        with pytest.raises(TypeError, match="Dense layer 'd' was called without its argument `inputs`"):
            layers.Dense(1, name="d")()
        for wrong in (None, "text"):
            with pytest.raises(TypeError, match=f"Dense layer 'd' must be called with a tensor, got {wrong!r}"):
                layers.Dense(1, name="d")(wrong)

    def test_no_call(self):
        class Empty(layers.Layer):
            pass

        with pytest.raises(NotImplementedError, match="Empty layer 'e' has no `call` method. Define"):
            Empty(name="e")(X)

    def test_not_built(self):
        model = multikeras.Sequential([layers.Dense(1)], name="net")
        with pytest.raises(ValueError, match="Model 'net' is not built.*Call it on data, or `build` it"):
            model.count_params()
        with pytest.raises(AttributeError, match="Sequential 'net' is not built, so `output_shape` is not defined"):
            model.output_shape

    def test_input_without_a_tuple(self):
        with pytest.raises(ValueError, match=r"Input: `shape` must be a tuple .*got 3. A vector of 3 has shape \(3,\)"):
            multikeras.Input(3)

    def test_error_in_a_users_layer_names_the_layer(self):
        class Broken(layers.Layer):
            def call(self, inputs):
                raise ZeroDivisionError("my own")

        with pytest.raises(ZeroDivisionError, match="my own") as error:
            Broken(name="b")(X)
        assert told(error).endswith("Raised while Broken layer 'b' was called with inputs=tensor of shape (4, 3) and dtype float32.")
