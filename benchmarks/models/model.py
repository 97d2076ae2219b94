"""What a benchmark model declares: its weights once, and its meaning once for each kind of contender."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray
CLASSES = 10


def dense_weights(generator: np.random.Generator, *widths: int) -> list[Array]:
    """Kernel and bias of each Dense layer between successive widths."""
    weights = []
    for fan_in, fan_out in itertools.pairwise(widths):
        weights += [kernel(generator, (fan_in, fan_out), fan_in), np.zeros(fan_out, np.float32)]
    return weights


def kernel(generator: np.random.Generator, shape: tuple[int, ...], fan_in: int) -> Array:
    """Normal values scaled to keep the variance of activations (He et al., 2015, without the factor 2)."""
    return (generator.standard_normal(shape, np.float32) / np.sqrt(fan_in)).astype(np.float32)


def holding(torch: Any, module: Any, values: list[Array]) -> Any:
    """The torch module with these values as its parameters, in their order."""
    with torch.no_grad():
        for parameter, value in zip(module.parameters(), values, strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))
    return module


class Model(ABC):
    """A model in the hands of every contender.

    `initial_weights` lists the arrays in the order of `get_weights`; the raw versions take the same list, so that all start
    equal. Frameworks come in as arguments: a worker imports one of them only.
    """

    xla_in_tensorflow = False  # whether the hand-written TensorFlow step is faster with `jit_compile`

    @abstractmethod
    def initial_weights(self) -> list[Array]:
        """The arrays to start from, in the order of `get_weights`."""

    @abstractmethod
    def inputs(self, generator: np.random.Generator, rows: int) -> Array:
        """Synthetic samples, channels last."""

    @abstractmethod
    def build_keras(self, keras: Any) -> Any:
        """A layer or model with `set_weights`, from names that multikeras and Keras share."""

    @abstractmethod
    def build_torch(self, torch: Any, weights: list[Array]) -> Any:
        """A `torch.nn.Module` that holds the weights."""

    @abstractmethod
    def build_jax(self, jax: Any) -> Callable[[list, Any], Any]:
        """A function of (weights, inputs)."""

    @abstractmethod
    def build_tensorflow(self, tf: Any) -> Callable[[list, Any], Any]:
        """A function of (weights, inputs)."""
