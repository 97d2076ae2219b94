"""The ways in which NumPy turns a function of tensors into compiled code: none. Nor are there gradients."""

from collections.abc import Callable

import numpy as np

from multikeras.src.backend.numpy.step import NO_GRADIENTS

TRACERS: dict = {}


def gradients(fn: Callable) -> Callable:
    """Not possible with NumPy.

    Raises:
        NotImplementedError: Always.
    """
    raise NotImplementedError(NO_GRADIENTS)


def dispatched(fn: Callable, *tensors: np.ndarray) -> list[str]:
    fn(*tensors)
    return []
