"""On torch, steps that hold nothing but code of the library run from a record; code of users runs at each step."""

import numpy as np
import pytest

import multikeras
from multikeras import layers, losses, metrics

X = np.random.default_rng(0).standard_normal((90, 6)).astype("float32")
Y = np.random.default_rng(1).integers(0, 4, 90)

pytestmark = pytest.mark.skipif(multikeras.config.backend() != "torch", reason="torch runs steps as Python code")


@pytest.mark.parametrize("where", ["layer", "loss", "metric", "activation", "step"])
def test_code_of_users_runs_at_each_step(where):
    calls = []

    def seen(x):
        calls.append(1)
        return x

    class Seeing(multikeras.Sequential):
        def train_step(self, data):
            seen(data)
            return super().train_step(data)

    model = (Seeing if where == "step" else multikeras.Sequential)([layers.Input((6,)), layers.Dense(8)])
    if where == "layer":
        model.add(layers.Lambda(lambda x: seen(x)))
    model.add(layers.Dense(4, activation=seen if where == "activation" else None))
    model.compile(
        "sgd",
        (lambda y, p: seen(losses.sparse_categorical_crossentropy(y, p, from_logits=True))) if where == "loss" else "mse",
        metrics=[metrics.MeanMetricWrapper(lambda y, p: seen(p))] if where == "metric" else None,
    )
    calls.clear()
    model.fit(X, Y if where == "loss" else X[:, :4], batch_size=10, epochs=4, verbose=0)
    assert len(calls) >= 36


def test_hooks_of_torch_are_called_at_each_step():
    model = multikeras.Sequential([layers.Input((6,)), layers.Dense(8), layers.Dense(4)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :4], batch_size=10, epochs=2, verbose=0)
    calls = []
    model.layers[0].register_forward_hook(lambda layer, inputs, outputs: calls.append(layer.name))
    model.fit(X, X[:, :4], batch_size=10, epochs=2, verbose=0)
    assert len(calls) == 18


def test_hooks_of_weights_are_called_at_each_step():
    model = multikeras.Sequential([layers.Input((6,)), layers.Dense(4)])
    model.compile("sgd", "mse")
    model.predict(X, verbose=0)
    calls = []
    model.layers[0].kernel.value.register_hook(calls.append)
    model.fit(X, X[:, :4], batch_size=10, epochs=2, verbose=0)
    assert len(calls) == 18
