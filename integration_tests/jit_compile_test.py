"""`jit_compile=True`: models train through the compiler of each framework as they train without it."""

import importlib.util
import pathlib
import sys

import numpy as np
import pytest

import multikeras
from multikeras import layers, losses, optimizers

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
RANDOM = np.random.default_rng(0)


def example(name):
    """An example's module, for its classes."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)  # where compilers look for it
    spec.loader.exec_module(module)
    return module


def quickstart():
    """With dropout, which is different in each step; the last batch is a smaller one."""
    return multikeras.Sequential(
        [
            multikeras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.MaxPooling2D(),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2),
            layers.Dense(10),
        ]
    ), RANDOM.normal(size=(20, 8, 8, 1))


def custom_layer():
    return example("custom_layer").ResidualNetwork(width=4, depth=2), RANDOM.normal(size=(16, 64))


def custom_train_step():
    module = example("custom_train_step")
    return module.Mixup(module.network()), RANDOM.normal(size=(16, 64))


def transfer_learning():
    """A graph cut out of another one, frozen."""
    inputs = multikeras.Input((8, 8, 1))
    h = layers.MaxPooling2D()(layers.Conv2D(4, 3, padding="same", activation="relu")(inputs))
    h = layers.GlobalAveragePooling2D(name="features")(layers.Conv2D(4, 3, padding="same", activation="relu")(h))
    base = multikeras.Model(inputs, layers.Dense(5, activation="softmax")(h))
    features = multikeras.Model(base.input, base.get_layer("features").output)
    features.trainable = False
    return multikeras.Sequential([features, layers.Dense(10)]), RANDOM.normal(size=(16, 8, 8, 1))


def hyperparameter_search():
    network = example("hyperparameter_search").network(features=64, classes=10, units=4, rate=0.2, learning_rate=0.1)
    return network, RANDOM.normal(size=(16, 64))


def recurrent(cell):
    """Over words, with a mask, in both directions."""

    def build():
        words = multikeras.Sequential(
            [multikeras.Input((4,)), layers.Embedding(7, 3, mask_zero=True), layers.Bidirectional(cell(3)), layers.Dense(10)]
        )
        return words, RANDOM.integers(0, 7, (16, 4))

    return build


def transformer():
    inputs = multikeras.Input((4,))
    h = layers.Embedding(7, 8)(inputs)
    h = layers.LayerNormalization()(h + layers.MultiHeadAttention(2, 4, dropout=0.1)(h, h, use_causal_mask=True))
    h = layers.LayerNormalization()(h + layers.Dense(8)(layers.Dense(16, activation="gelu")(h)))
    return multikeras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling1D()(h))), RANDOM.integers(0, 7, (16, 4))


MODELS = {
    "quickstart": quickstart,
    "custom_layer": custom_layer,
    "custom_train_step": custom_train_step,
    "transfer_learning": transfer_learning,
    "hyperparameter_search": hyperparameter_search,
    "lstm": recurrent(layers.LSTM),
    "gru": recurrent(layers.GRU),
    "transformer": transformer,
}


def test_every_example_is_among_them():
    assert {path.stem for path in EXAMPLES.glob("*.py")} <= set(MODELS)


def trained(build, **how):
    """History and weights after two epochs of a new model; whatever is random is so in the same way each time."""
    multikeras.config.set_rng("portable")
    multikeras.utils.set_random_seed(1)
    model, x = build()
    x = x.astype("float32" if x.dtype.kind == "f" else "int32")
    model.compile(optimizers.SGD(0.1), losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"], **how)
    history = model.fit(x, np.arange(len(x), dtype="int32") % 10, batch_size=8, epochs=2, shuffle=False, verbose=0).history
    return history, model.get_weights()


@pytest.mark.slow
@pytest.mark.requires_compiling_backend
@pytest.mark.parametrize("name", MODELS)
def test_compiled_training_is_the_same(name):
    _, x = MODELS[name]()

    def build():
        return MODELS[name]()[0], x

    (usual, usual_weights), (compiled, weights) = (trained(build, jit_compile=jit) for jit in (False, True))
    assert list(compiled) == list(usual)
    for key, values in usual.items():
        np.testing.assert_allclose(compiled[key], values, rtol=1e-4, err_msg=key)
    for value, expected in zip(weights, usual_weights, strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-3, atol=1e-5)
