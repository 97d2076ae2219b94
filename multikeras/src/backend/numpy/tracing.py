"""The ways in which NumPy turns a function of tensors into compiled code: none."""

from collections.abc import Callable

import numpy as np

TRACERS: dict = {}


def dispatched(fn: Callable, *tensors: np.ndarray) -> list[str]:
    fn(*tensors)
    return []
