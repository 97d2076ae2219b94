"""ResNet50, to be built."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

DEPTHS = (3, 4, 6, 3)
CLASSES = 1000


def resnet50(keras: Any) -> Any:
    """ResNet50 (He et al., 2016) with 1000 classes as a Functional model: 177 layers, 320 weights."""
    layers = keras.layers

    def convolution(x, filters, size, strides=1, activation="relu"):
        x = layers.Conv2D(filters, size, strides, padding="same")(x)
        x = layers.BatchNormalization()(x)
        return layers.Activation(activation)(x) if activation else x

    def block(x, filters, strides, projects):
        shortcut = convolution(x, 4 * filters, 1, strides, activation=None) if projects else x
        x = convolution(convolution(x, filters, 1, strides), filters, 3)
        x = convolution(x, 4 * filters, 1, activation=None)
        return layers.Activation("relu")(layers.Add()([shortcut, x]))

    inputs = layers.Input((224, 224, 3))
    x = layers.MaxPooling2D(3, 2, padding="same")(convolution(inputs, 64, 7, 2))
    for stage, depth in enumerate(DEPTHS):
        for position in range(depth):
            x = block(x, 64 * 2**stage, 2 if stage > 0 and position == 0 else 1, projects=position == 0)
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def weights(hold: Callable[[np.ndarray], Any]) -> list[Any]:
    """The weights alone, drawn by NumPy and held by variables or tensors of a framework: the least that a build can do."""
    generator = np.random.default_rng(0)
    held = []
    for *window, channels, filters in _kernels():
        limit = np.sqrt(6 / (np.prod(window) * (channels + filters)))
        held.append(hold(generator.uniform(-limit, limit, (*window, channels, filters)).astype(np.float32)))
        # The bias, and the four weights of BatchNormalization; the last of the kernels is that of Dense.
        held += [hold(np.zeros(filters, np.float32)) for _ in range(5 if window else 1)]
    return held


def _kernels() -> Iterator[tuple[int, ...]]:
    """Shapes of kernels."""
    yield 7, 7, 3, 64
    channels = 64
    for stage, depth in enumerate(DEPTHS):
        filters = 64 * 2**stage
        for position in range(depth):
            if position == 0:
                yield 1, 1, channels, 4 * filters
            yield 1, 1, channels, filters
            yield 3, 3, filters, filters
            yield 1, 1, filters, 4 * filters
            channels = 4 * filters
    yield channels, CLASSES
