"""Stacks of layers: built now, later, by data; taken apart again."""

import copy
import pickle

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.layers.activations.activation import Activation
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.embedding import Embedding
from multikeras.src.layers.core.input_layer import Input, InputLayer
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.layers.rnn.lstm import LSTM
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def numpy_of(x) -> np.ndarray:
    return backend.to_numpy(x)


class TestBuilding:
    def test_at_once_with_an_input(self):
        model = Sequential([Input((3,)), Dense(4), Dense(2)])
        assert model.built
        assert (model.input_shape, model.output_shape, model.count_params()) == ((None, 3), (None, 2), 26)
        assert [type(layer) for layer in model.layers] == [Dense, Dense]

    @pytest.mark.parametrize(
        "first", [[InputLayer(shape=(3,)), Dense(2)], [Dense(2, input_shape=(3,))], [Dense(2, input_dim=3)]], ids=["layer", "shape", "dim"]
    )
    def test_other_ways_to_say_the_shape(self, first):
        model = Sequential(first)
        assert model.built
        assert model.output_shape == (None, 2)

    def test_by_data(self):
        model = Sequential([Dense(4), Dense(2)])
        assert not model.built
        assert model.weights == []
        assert model(X).shape == (4, 2)
        assert len(model.weights) == 4
        assert model.input_shape == (None, 3)
        assert model(X[:1]).shape == (1, 2)

    def test_by_build(self):
        model = Sequential([Dense(4), Dense(2)])
        model.build((None, 3))
        assert len(model.weights) == 4
        assert model.output_shape == (None, 2)

    def test_by_a_symbolic_tensor(self):
        assert Sequential([Dense(4), Dense(2)])(Input((3,))).shape == (None, 2)

    def test_before_building_what_is_unknown_says_so(self):
        model = Sequential([Dense(2)], name="stack")
        for what in ("inputs", "outputs", "input", "output", "input_shape", "output_shape"):
            with pytest.raises(AttributeError, match=f"'stack' is not built, so `{what}` is not defined"):
                getattr(model, what)
        with pytest.raises(ValueError, match="not built"):
            model.count_params()
        with pytest.raises(ValueError, match="give the shape of the input to `build`"):
            model.build()

    def test_float64_goes_through(self):
        model = Sequential([Dense(2, dtype="float64")])
        assert backend.dtype_name(model(X.astype("float64"))) == "float64"

    def test_integers_for_an_embedding(self):
        model = Sequential([Embedding(10, 4), LSTM(2)])
        assert model(np.array([[1, 2, 3]])).shape == (1, 2)

    def test_empty(self):
        assert Sequential().layers == []
        np.testing.assert_array_equal(numpy_of(Sequential()(X)), X)


class TestAddAndPop:
    def test_add(self):
        model = Sequential()
        model.add(Input((3,)))
        model.add(Dense(4))
        assert model.output_shape == (None, 4)
        model.add(Dense(2))
        assert model.output_shape == (None, 2)
        assert len(model.weights) == 4

    def test_added_layers_are_called(self):
        model = Sequential([Input((3,)), Dense(2, kernel_initializer="ones")])
        before = numpy_of(model(X))
        model.add(Activation(lambda x: 2 * x))
        np.testing.assert_allclose(numpy_of(model(X)), 2 * before, rtol=1e-6)

    def test_pop(self):
        model = Sequential([Input((3,)), Dense(4), Dense(2)])
        kernel = model.layers[0].kernel
        popped = model.pop()
        assert popped.units == 2
        assert model.output_shape == (None, 4)
        assert model.layers[0].kernel is kernel
        assert model(X).shape == (4, 4)
        model.pop()
        with pytest.raises(IndexError, match="has no layers"):
            model.pop()

    def test_a_new_head_for_old_features(self):
        model = Sequential([Input((3,)), Dense(4, name="body"), Dense(2, name="old")])
        model(X)
        model.pop()
        model.add(Dense(5, name="new"))
        assert model(X).shape == (4, 5)
        assert [v.path.split("/")[-2] for v in model.weights] == ["body", "body", "new", "new"]

    @pytest.mark.parametrize(
        "thing, message", [(3, "only layers can be added, got 3"), (len, "wrap functions in `multikeras.layers.Lambda`")]
    )
    def test_things_that_are_no_layers(self, thing, message):
        with pytest.raises(TypeError, match=message):
            Sequential([thing])

    def test_two_layers_of_one_name(self):
        with pytest.raises(ValueError, match="has a layer named 'a' already"):
            Sequential([Dense(1, name="a"), Dense(1, name="a")])

    def test_an_input_in_the_middle(self):
        with pytest.raises(ValueError, match="an Input can only be the first layer"):
            Sequential([Dense(1), Input((3,))])

    def test_a_layer_of_several_outputs(self):
        class Two(Layer):
            def call(self, x):
                return x, x

        with pytest.raises(ValueError, match="gives 2 outputs"):
            Sequential([Input((3,)), Two(), Dense(1)])


class TestUse:
    def test_feature_extraction(self):
        model = Sequential([Input((3,)), Dense(4, name="body"), Dense(2)])
        features = Model(model.inputs, model.get_layer("body").output)
        assert features(X).shape == (4, 4)
        every = Model(model.input, [layer.output for layer in model.layers])
        assert [x.shape for x in every(X)] == [(4, 4), (4, 2)]

    def test_nested(self):
        model = Sequential([Input((3,)), Sequential([Dense(4), Dense(5)], name="inner"), Dense(2)])
        assert model(X).shape == (4, 2)
        assert len(model.weights) == 6
        assert model.get_layer("inner").built

    def test_starts_with_a_model(self):
        x = Input((3,))
        base = Model(x, Dense(4)(x))
        model = Sequential([base, Dense(2)])
        assert model(X).shape == (4, 2)
        base.trainable = False
        assert len(model.trainable_variables) == 2

    def test_training_reaches_the_layers(self):
        model = Sequential([Dropout(0.5, seed=1)])
        ones = np.ones((2, 100), "float32")
        assert (numpy_of(model(ones, training=True)) == 0).any()
        np.testing.assert_array_equal(numpy_of(model(ones)), ones)

    def test_masks(self):
        model = Sequential([Embedding(5, 4, mask_zero=True), LSTM(2)])
        np.testing.assert_allclose(numpy_of(model(np.array([[1, 2, 0, 0]]))), numpy_of(model(np.array([[1, 2]]))), rtol=1e-5, atol=1e-7)

    def test_freezing(self):
        model = Sequential([Input((3,)), Dense(4), Dense(2)])
        model.layers[0].trainable = False
        assert len(model.trainable_variables) == 2
        model.trainable = False
        assert model.trainable_variables == []

    def test_changed_weights_are_noticed(self):
        model = Sequential([Input((3,)), Dense(2)])
        model(X)
        model.set_weights([np.zeros((3, 2)), np.ones(2)])
        assert numpy_of(model(X)).tolist() == np.ones((4, 2)).tolist()

    def test_a_subclass(self):
        class Stack(Sequential):
            def __init__(self, width):
                super().__init__([Input((3,)), Dense(width)])

        assert Stack(5)(X).shape == (4, 5)


class TestConfigAndCopies:
    @pytest.mark.parametrize("layers", [[Input((3,)), Dense(4), Dense(2)], [Dense(4), Dense(2)]], ids=["with input", "deferred"])
    @pytest.mark.parametrize("called", [True, False])
    def test_round_trip(self, layers, called):
        model = copy.deepcopy(Sequential(layers, name="stack"))
        if called:
            model(X)
        again = Sequential.from_config(model.get_config())
        assert (again.name, again.built) == ("stack", model.built)
        again(X), model(X)
        again.set_weights(model.get_weights())
        np.testing.assert_allclose(numpy_of(again(X)), numpy_of(model(X)), rtol=1e-6)

    def test_trainable_comes_along(self):
        model = Sequential([Input((3,)), Dense(4), Dense(2)])
        model.layers[0].trainable = False
        again = Sequential.from_config(model.get_config())
        assert (again.trainable, [layer.trainable for layer in again.layers]) == (True, [False, True])

    @pytest.mark.parametrize("copier", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
    def test_copies(self, copier):
        model = Sequential([Input((3,)), Dense(4), Dense(2)])
        expected = numpy_of(model(X))
        again = copier(model)
        np.testing.assert_allclose(numpy_of(again(X)), expected, rtol=1e-6)
        again.add(Dense(1))
        assert again(X).shape == (4, 1)
        np.testing.assert_allclose(numpy_of(model(X)), expected, rtol=1e-6)
