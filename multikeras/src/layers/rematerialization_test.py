import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers
from multikeras.src.core import lazy, masks
from multikeras.src.core.remat_scope import RematScope

torch = lazy.module("torch")
jax = lazy.module("jax")

pytestmark = pytest.mark.requires_trainable_backend
X = np.random.default_rng(0).normal(size=(6, 5)).astype("float32")
SCOPES = {
    "full": {"mode": "full"},
    "activations": {"mode": "activations"},
    "larger_than": {"mode": "larger_than", "output_size_threshold": 30},
    "list_of_layers": {"mode": "list_of_layers", "layer_names": ["second"]},
    "none": {"mode": None},
}


class Block(layers.Layer):
    """A layer with state, randomness and a loss of its own."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(7, activation="gelu", activity_regularizer="l2")
        self.norm = layers.BatchNormalization(momentum=0.5)
        self.dropout = layers.Dropout(0.5, seed=3)

    def call(self, inputs, training=False):
        return self.dropout(self.norm(self.dense(inputs), training=training), training=training)


def make(scope=None):
    multikeras.utils.set_random_seed(1)
    with RematScope(**(scope or {"mode": None})):
        parts = [layers.Dense(7, activation="gelu", name="first"), Block(name="second"), layers.Dense(1, name="third")]
        return multikeras.Sequential([multikeras.Input((5,)), *parts])


def gradients(model):
    def loss():
        outputs = model(backend.convert(X), training=True)
        return multikeras.ops.mean(outputs**2) + sum(model.losses), None

    (value, _), found = multikeras.utils.value_and_grad(loss, model.trainable_variables)
    return float(value), [backend.to_numpy(g) for g in found]


@pytest.mark.parametrize("mode", SCOPES)
def test_gradients_state_and_losses_are_the_same(mode):
    plain, recomputed = make(), make(SCOPES[mode])
    for _ in range(2):  # the second time with moved statistics and another dropout
        (value, found), (wanted_value, wanted) = gradients(recomputed), gradients(plain)
        assert value == pytest.approx(wanted_value, rel=1e-5)
        for a, b in zip(found, wanted, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    for a, b in zip(recomputed.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


@pytest.mark.parametrize("mode", ["full", "list_of_layers"])
def test_fit(mode):
    y = X[:, :1]
    histories = []
    for model in (make(), make(SCOPES[mode])):
        model.compile("sgd", "mse")
        histories.append(model.fit(X, y, epochs=3, batch_size=3, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(histories[1], histories[0], rtol=1e-4)


def test_masks_come_out():
    with RematScope():
        layer = layers.Embedding(5, 2, mask_zero=True)
    tokens = backend.convert(np.array([[1, 2, 0]], "int32"))
    layer(tokens)
    assert backend.to_numpy(masks.get_mask(layer(tokens))).tolist() == [[True, True, False]]


def test_unknown_mode():
    with pytest.raises(ValueError, match="`mode` must be one of"):
        RematScope("most")


def test_config_knows_nothing_of_it():
    with RematScope("activations"):
        layer = layers.Dense(2, activation="gelu")
    assert layer.get_config()["activation"] == "gelu"


@pytest.mark.skipif(backend.NAME != "torch", reason="counts what torch keeps")
def test_fewer_tensors_are_kept():
    def kept(scope):
        model, sizes = make(scope), []
        model(backend.convert(X))
        with torch.autograd.graph.saved_tensors_hooks(lambda x: (sizes.append(x.numel()), x)[1], lambda x: x):
            model(backend.convert(X), training=True)
        return sum(sizes)

    assert kept(SCOPES["full"]) < kept(None)


@pytest.mark.skipif(backend.NAME != "jax", reason="reads what JAX runs")
@pytest.mark.parametrize("mode, count", [("full", 3), ("activations", 2), ("larger_than", 2), ("list_of_layers", 1), ("none", 0)])
def test_jaxpr_holds_recomputations(mode, count):
    model = make(SCOPES[mode])
    model(X)
    values = [v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]
    traced = str(jax.make_jaxpr(lambda x: model.stateless_call(*values, x, training=True)[0])(X))
    assert traced.count("remat") >= count and ("remat" in traced) == (count > 0)
