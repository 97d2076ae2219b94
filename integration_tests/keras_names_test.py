"""Every name of a loss, metric or optimizer that Keras 3 understands is understood here, and means the same."""

import re

import numpy as np
import pytest

import multikeras
from multikeras.src.core import config
from multikeras.src.core.naming import to_snake_case

keras = pytest.importorskip("keras")

if keras.config.backend() != config.backend():
    pytest.skip("Keras runs on another backend", allow_module_level=True)

ABSTRACT = {"Loss", "Metric", "loss", "metric"}
"""Bases that Keras's `get` makes an instance of, which nothing can be done with."""

UNLIKE = {
    "PearsonCorrelation": "of a single column is 0 here, and NaN there",
    "SparseCategoricalCrossentropy": "of labels beyond the outputs is NaN here",
    "SparseTopKCategoricalAccuracy": "of labels beyond the outputs is an error of TensorFlow's here",
}
"""Where numbers differ on purpose, by name in whatever spelling. Besides, targets that do not fit are refused here, not broadcast."""

SHORT = [word for name in ("acc", "bce", "ce", "mse", "mae", "mape", "msle", "kld") for word in (name, name.upper())]
OTHERS = ["accuracy", "Accuracy", "crossentropy", "logcosh", "cosine", "cosine_proximity", "dice", "tversky", "circle", "ctc", "huber_loss"]
RNG = np.random.default_rng(0)
SCORES = RNG.uniform(0.1, 0.9, (12, 4)).astype("float32")
PROBABILITIES = SCORES / SCORES.sum(-1, keepdims=True)
LABELS = RNG.integers(0, 4, 12)
TARGETS = {
    "one-hot": (PROBABILITIES, np.eye(4, dtype="float32")[LABELS], "mse"),
    "labels": (PROBABILITIES, LABELS, "sparse_categorical_crossentropy"),
    "binary": (SCORES[:, :1], (LABELS[:, None] > 1).astype("float32"), "mse"),
}


def spellings(namespace):
    public = [name for name in dir(getattr(keras, namespace)) if not name.startswith("_")]
    public = [name for name in public if name not in ("get", "serialize", "deserialize", "schedules", *ABSTRACT)]
    cases = {case(name) for name in public for case in (str, to_snake_case, str.lower, str.upper)}
    return sorted({*cases, *SHORT, *OTHERS} - ABSTRACT)


def meaning(library, namespace, name):
    """The class or function that a name stands for; None if it stands for none."""
    try:
        found = getattr(library, namespace).get(name)
    except (ValueError, TypeError, KeyError):
        return None
    return getattr(found, "__name__", type(found).__name__)


@pytest.mark.parametrize("namespace", ["losses", "metrics", "optimizers", "regularizers", "constraints", "initializers"])
def test_names(namespace):
    expected = {name: meaning(keras, namespace, name) for name in spellings(namespace)}
    differing = {
        name: (found, ours)
        for name, found in expected.items()
        if found is not None and (ours := meaning(multikeras, namespace, name)) != found
    }
    assert not differing, "\n".join(f"{name}: {pair}" for name, pair in differing.items())


def logged(library, arguments, x, y):
    """What `evaluate` shows of an identity that is compiled with these arguments, or the error if there is one."""
    model = library.Sequential([library.Input(x.shape[1:]), library.layers.Activation("linear")])
    try:
        model.compile(run_eagerly=True, **arguments)
        results = model.evaluate(x, y, verbose=0, return_dict=True)
    except Exception as error:  # noqa: BLE001 - each framework has errors of its own
        return f"{type(error).__name__}: {error}"
    return {re.sub(r"_\d+$", "", key): float(np.sum(value)) for key, value in results.items()}


def agree(ours, expected):
    return (
        isinstance(ours, dict)
        and ours.keys() == expected.keys()
        and all(np.isclose(ours[key], value, rtol=1e-4, atol=1e-5, equal_nan=True) for key, value in expected.items())
    )


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("argument", ["loss", "metrics"])
def test_names_in_compile(argument, kind):
    x, y, loss = TARGETS[kind]
    namespace = "losses" if argument == "loss" else "metrics"
    differing = {}
    for name in spellings(namespace):
        if kind == "binary" and name.replace("_", "").lower() in map(str.lower, UNLIKE):
            continue
        if name in (*SHORT, *OTHERS) or meaning(keras, namespace, name) is not None:
            arguments = {"loss": name} if argument == "loss" else {"loss": loss, "metrics": [name]}
            expected = logged(keras, arguments, x, y)
            if isinstance(expected, dict):
                ours = logged(multikeras, arguments, x, y)
                if not agree(ours, expected) and "do not fit" not in ours:
                    differing[name] = expected, ours
    assert not differing, "\n".join(f"{name}: {pair}" for name, pair in differing.items())
