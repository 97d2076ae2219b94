import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.models.cloning import clone_model
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def stack() -> Sequential:
    return Sequential([Input((3,), name="x"), Dense(4, activation="tanh", name="body"), Dense(2, name="head")], name="stack")


def graph() -> Model:
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(4, name="shared")
    return Model([a, b], {"y": Dense(2, name="head")(shared(a) + shared(b) * 2.0)}, name="graph")


def nested() -> Model:
    x = Input((3,), name="x")
    return Model(x, stack()(x) + 1.0, name="nested")


INPUTS = {stack: X, graph: [X, X], nested: X}


def leaf(x) -> np.ndarray:
    return backend.to_numpy(x["y"] if isinstance(x, dict) else x)


@pytest.mark.parametrize("make", [stack, graph, nested])
def test_same_architecture_other_weights(make):
    model = make()
    clone = clone_model(model)
    assert clone.name == model.name
    assert type(clone) is type(model)
    assert [layer.name for layer in clone.layers] == [layer.name for layer in model.layers]
    assert [v.path for v in clone.weights] == [v.path for v in model.weights]
    assert not set(map(id, clone.weights)) & set(map(id, model.weights))
    clone.set_weights(model.get_weights())
    np.testing.assert_allclose(leaf(clone(INPUTS[make])), leaf(model(INPUTS[make])), rtol=1e-6)


def test_an_unbuilt_stack():
    clone = clone_model(Sequential([Dense(2)]))
    assert not clone.built
    assert clone(X).shape == (4, 2)


def test_clone_function():
    def harder(layer: Layer) -> Layer:
        return Dropout(0.9, name=layer.name) if isinstance(layer, Dropout) else type(layer).from_config(layer.get_config())

    clone = clone_model(Sequential([Input((3,)), Dropout(0.1, name="drop"), Dense(2)]), clone_function=harder)
    assert clone.get_layer("drop").rate == 0.9


def test_clone_function_that_shares():
    model = graph()
    clone = clone_model(model, clone_function=lambda layer: layer)
    assert list(map(id, clone.weights)) == list(map(id, model.weights))


def test_recursive():
    seen = []

    def noted(layer: Layer) -> Layer:
        seen.append(layer.name)
        return type(layer).from_config(layer.get_config())

    clone_model(nested(), clone_function=noted, recursive=True)
    assert {"body", "head"} <= set(seen)
    seen.clear()
    clone_model(nested(), clone_function=noted)
    assert "body" not in seen
    assert "stack" in seen


def test_call_function():
    clone = clone_model(nested(), call_function=lambda layer, *args, **kwargs: layer(*args, **kwargs) * 2.0)
    base = nested()
    clone.set_weights(base.get_weights())
    np.testing.assert_allclose(leaf(clone(X)), 2 * (leaf(base(X)) - 1) + 1, rtol=1e-5)


@pytest.mark.parametrize("make", [stack, nested])
def test_input_tensors(make):
    clone = clone_model(make(), input_tensors=Input(batch_shape=(4, 3), name="mine"))
    assert clone.input_shape == (4, 3)
    assert clone.output_shape == (4, 2)


def test_dtypes_of_inputs_stay():
    x = Input((3,), dtype="int32")
    assert clone_model(Model(x, x * 2)).input_dtype == "int32"


def test_trainable_stays():
    for make in (stack, graph):
        model = make()
        model.layers[-2].trainable = False
        assert [layer.trainable for layer in clone_model(model).layers] == [layer.trainable for layer in model.layers]
        model.trainable = False
        assert not clone_model(model).trainable


def test_subclasses_are_cloned_whole():
    class Net(Model):
        def __init__(self, units):
            super().__init__()
            self.dense = Dense(units)

        def call(self, x):
            return self.dense(x)

    assert clone_model(Net(5))(X).shape == (4, 5)
    with pytest.raises(ValueError, match="can only be cloned as a whole"):
        clone_model(Net(5), clone_function=lambda layer: layer)


def test_errors():
    with pytest.raises(ValueError, match="not for Sequential"):
        clone_model(stack(), call_function=lambda layer, x: layer(x))
    with pytest.raises(ValueError, match="must be symbolic tensors"):
        clone_model(nested(), input_tensors=X)
    with pytest.raises(TypeError, match="colour"):
        clone_model(stack(), colour="red")
