"""Subclassed models."""

import copy
import pickle

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import registry
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


@registry.register_keras_serializable("model_test")
class Tower(Model):
    def __init__(self, widths=(4, 2), rate=0.0, **kwargs):
        super().__init__(**kwargs)
        self.blocks = [Dense(width) for width in widths]
        self.dropout = Dropout(rate)

    def call(self, x, training=None):
        for block in self.blocks:
            x = self.dropout(block(x), training=training)
        return x


class TestSubclass:
    def test_is_built_by_data(self):
        model = Tower()
        assert not model.built
        assert model(X).shape == (4, 2)
        assert [len(model.layers), len(model.weights), model.count_params()] == [3, 4, 26]

    def test_is_built_by_build(self):
        model = Tower()
        model.build((None, 3))
        assert len(model.weights) == 4
        assert model.compute_output_shape((None, 3)) == (None, 2)

    def test_get_layer(self):
        model = Tower()
        assert model.get_layer(index=0) is model.blocks[0]
        assert model.get_layer(model.dropout.name) is model.dropout

    def test_several_inputs_and_outputs(self):
        class Two(Model):
            def __init__(self):
                super().__init__()
                self.dense = Dense(2)

            def call(self, inputs):
                return {"sum": self.dense(inputs["a"]) + self.dense(inputs["b"]), "a": inputs["a"]}

        outputs = Two()({"a": X, "b": X})
        assert {key: x.shape for key, x in outputs.items()} == {"sum": (4, 2), "a": (4, 3)}

    def test_changed_weights_are_noticed(self):
        model = Tower()
        model(X)
        model.set_weights([0 * w for w in model.get_weights()])
        assert not backend.to_numpy(model(X)).any()

    def test_models_in_models(self):
        class Outer(Model):
            def __init__(self):
                super().__init__()
                self.towers = {"left": Tower(), "right": Sequential([Dense(2)])}

            def call(self, x):
                return self.towers["left"](x) + self.towers["right"](x)

        outer = Outer()
        outer(X)
        assert len(outer.weights) == 6
        outer.towers["left"].trainable = False
        assert len(outer.trainable_weights) == 2

    def test_without_call(self):
        with pytest.raises(NotImplementedError, match="Model 'bare' has no `call` method"):
            Model(name="bare")(X)

    def test_forgetting_super_init(self):
        class Forgetful(Model):
            def __init__(self):
                self.units = 2

            def call(self, x):
                return x

        with pytest.raises(RuntimeError, match=r"Forgetful: call `super\(\).__init__\(\)` first"):
            Forgetful()(X)

    def test_unknown_arguments(self):
        with pytest.raises(TypeError, match="colour"):
            Tower(colour="red")

    def test_add_loss(self):
        class Penalised(Model):
            def call(self, x):
                self.add_loss(ops.sum(x))
                return x

        model = Penalised()
        model(np.ones((2, 2), "float32"))
        model(np.ones((1, 2), "float32"))
        assert [float(backend.to_numpy(x)) for x in model.losses] == [2.0]


class TestConfigAndCopies:
    def test_the_constructor_call_is_the_config(self):
        again = Tower.from_config(Tower(widths=[3, 1], rate=0.5, name="tower").get_config())
        assert ([block.units for block in again.blocks], again.dropout.rate, again.name) == ([3, 1], 0.5, "tower")

    @pytest.mark.parametrize("copier", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
    def test_copies(self, copier):
        model = Tower()
        expected = backend.to_numpy(model(X))
        again = copier(model)
        np.testing.assert_allclose(backend.to_numpy(again(X)), expected, rtol=1e-6)
        again.set_weights([0 * w for w in again.get_weights()])
        np.testing.assert_allclose(backend.to_numpy(model(X)), expected, rtol=1e-6)

    @pytest.mark.requires_trainable_backend
    def test_copies_of_trained_models_train_on(self):
        model = Tower(widths=(2,))
        model.compile("adam", "mse", metrics=["mae"])
        y = np.ones((4, 2), "float32")
        model.fit(X, y, verbose=0)
        again = copy.deepcopy(model)
        assert int(again.optimizer.iterations) == 1
        again.fit(X, y, verbose=0)
        assert (int(again.optimizer.iterations), int(model.optimizer.iterations)) == (2, 1)

    def test_a_graph_around_a_subclass(self):
        x = Input((3,))
        again = Model.from_config(Model(x, Tower(name="tower")(x)).get_config())
        assert isinstance(again.get_layer("tower"), Tower)
        assert again.output_shape == (None, 2)
