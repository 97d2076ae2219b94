"""Every layer beside Keras's layer of the same name: the same config, weights and inputs on the same backend."""

import copy
import pathlib
import tempfile
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

import multikeras
from integration_tests.differential.comparison import Difference, compared
from multikeras.src import backend, layers
from multikeras.src.core.export import PUBLIC_NAMES
from multikeras.src.testing.alternatives import constructor_arguments
from multikeras.src.testing.comparison import to_numpy
from multikeras.src.testing.gradient import weighted_sum
from multikeras.src.testing.layer_conformance import model_of
from multikeras.src.testing.layer_sample import LayerSample
from multikeras.src.testing.layer_samples import SAMPLES

TOLERANCE = 1e-5


def differences(only: str = "") -> tuple[int, list[Difference]]:
    """The number of sample uses that were compared on the active backend, and those that differ."""
    calls, found = 0, []
    for name, cls in sorted(PUBLIC_NAMES.items()):
        title = name.removeprefix("layers.")
        theirs = getattr(keras.layers, title, None)
        if not name.startswith("layers.") or not isinstance(cls, type) or theirs is None or only not in title:
            continue
        if cls.__name__ != title or cls in (layers.Layer, layers.InputLayer, layers.Wrapper, layers.InputSpec):
            continue  # another name of a layer, or none to be called
        needed = any(parameter.default is parameter.empty for parameter in constructor_arguments(cls).values())
        if needed and title not in SAMPLES:  # a guest, which needs a module of another framework
            continue
        for sample in SAMPLES.get(title, [LayerSample((2, 3))]):
            calls += 1
            call = f"{title}({', '.join(f'{key}={value}' for key, value in sample.arguments.items())}) on {sample.inputs}"
            found += [Difference(title, backend.NAME, kind, call, detail) for kind, detail in _apart(cls, theirs, sample)]
    return calls, found


def _apart(cls: type, their_class: type, sample: LayerSample) -> Iterator[tuple[str, str]]:
    """Kind and detail of each difference between the two layers in one use."""
    ours = sample.layer(cls, name="compared")
    try:
        theirs = their_class.from_config(copy.deepcopy(ours.get_config()))
        again = their_class.from_config(cls.from_config(theirs.get_config()).get_config())
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is what the report is about
        yield "config", f"Keras cannot read {ours.get_config()}: {type(error).__name__}: {error}"
        return
    config, returned = theirs.get_config(), again.get_config()
    for key in sorted(set(config) | set(returned)):
        if config.get(key, "absent") != returned.get(key, "absent"):
            yield "config", f"{key}: {returned.get(key, 'absent')!r} comes back for {config.get(key, 'absent')!r}"
    arrays = sample.arrays()
    values = [backend.convert(array) for array in arrays]
    outputs = sample.apply(ours, values)
    try:
        sample.apply(theirs, values)
    except Exception as error:  # noqa: BLE001 - as above
        yield "raises", f"{type(error).__name__}: {error}"
        return
    weights = [(w.name, tuple(w.shape), w.dtype) for w in ours.weights]
    their_weights = [(w.name, tuple(w.shape), keras.backend.standardize_dtype(w.dtype)) for w in theirs.weights]
    if weights != their_weights:
        yield "weights", f"{weights}, Keras has {their_weights}"
    if [shape for _, shape, _ in weights] != [shape for _, shape, _ in their_weights]:
        return
    theirs.set_weights(ours.get_weights())
    yield from compared(outputs, lambda: sample.apply(theirs, values), TOLERANCE)
    if backend.CAN_TRAIN and ours.trainable_variables:
        yield from _gradients(ours, theirs, sample, values)
    if ours.weights:
        yield from _files(ours, theirs, sample)


def _gradients(ours: Any, theirs: Any, sample: LayerSample, values: list[Any]) -> Iterator[tuple[str, str]]:
    def loss(layer: Any) -> Any:
        return weighted_sum(sample.apply(layer, values))

    _, gradients = multikeras.utils.value_and_grad(lambda: (loss(ours), None), ours.trainable_variables)
    found = GRADIENTS[backend.NAME](lambda: loss(theirs), theirs)
    for variable, a, b in zip(ours.trainable_variables, gradients, found, strict=True):
        if (a is None) != (b is None):
            yield "gradient", f"of {variable.name}: {'none' if a is None else 'one'}, Keras has {'none' if b is None else 'one'}"
        elif a is not None:
            for kind, detail in compared(a, lambda b=b: b, 10 * TOLERANCE):
                yield "gradient", f"of {variable.name}: {kind} {detail}"


def _torch_gradients(loss: Any, layer: Any) -> list[Any]:
    layer.zero_grad()
    loss().backward()
    return [variable.value.grad for variable in layer.trainable_variables]


def _tensorflow_gradients(loss: Any, layer: Any) -> list[Any]:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        value = loss()
    found = tape.gradient(value, [variable.value for variable in layer.trainable_variables])
    return [None if one is None else tf.convert_to_tensor(one) for one in found]


def _jax_gradients(loss: Any, layer: Any) -> list[Any]:
    import jax

    def pure(values: list[Any]) -> Any:
        with keras.StatelessScope(zip(layer.trainable_variables, values, strict=True)):
            return loss()

    return jax.grad(pure)([variable.value for variable in layer.trainable_variables])


GRADIENTS = {"torch": _torch_gradients, "tensorflow": _tensorflow_gradients, "jax": _jax_gradients}


def _files(ours: Any, theirs: Any, sample: LayerSample) -> Iterator[tuple[str, str]]:
    """Weights through files in both directions."""
    model = model_of(ours, sample)
    inputs = [keras.Input(shape=draw.shape[1:], dtype=draw.dtype or "float32") for draw in sample.draws]
    their_model = keras.Model(inputs, sample.apply(theirs, inputs))
    kept = [np.array(w) for w in ours.get_weights()]
    with tempfile.TemporaryDirectory() as folder:
        for writer, reader, layer in ((model, their_model, theirs), (their_model, model, ours)):
            path = pathlib.Path(folder) / "model.weights.h5"
            writer.save_weights(path, overwrite=True)
            layer.set_weights([np.zeros_like(w) for w in kept])
            try:
                reader.load_weights(path)
            except Exception as error:  # noqa: BLE001 - whatever the reader raises is what the report is about
                yield "file", f"{type(error).__name__}: {error}"
                continue
            for a, b in zip(kept, layer.get_weights(), strict=True):
                if not np.array_equal(a, to_numpy(b)):
                    yield "file", "weights come back changed"
