"""Initializers without randomness."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.core.variable import Variable
from multikeras.src.initializers.base import Initializer, from_host


@export(["multikeras.initializers.Zeros", "multikeras.initializers.zeros"])
class Zeros(Initializer):
    """Zeros everywhere.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.initializers.Zeros()((2,))).tolist()
    [0.0, 0.0]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        name = dtypes.standardize(dtype)
        return from_host(np.zeros(shape, dtypes.numpy_dtype(name)), name)


@export(["multikeras.initializers.Ones", "multikeras.initializers.ones"])
class Ones(Initializer):
    """Ones everywhere.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.initializers.Ones()((2,))).tolist()
    [1.0, 1.0]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        name = dtypes.standardize(dtype)
        return from_host(np.ones(shape, dtypes.numpy_dtype(name)), name)


@export(["multikeras.initializers.Constant", "multikeras.initializers.constant"])
class Constant(Initializer):
    """A given value everywhere.

    Args:
        value: A number, or anything array-like that broadcasts to the shape of the weight.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.initializers.Constant(3.0)((2,))).tolist()
    [3.0, 3.0]
    """

    def __init__(self, value: Any = 0.0):
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        value = self.value.value if isinstance(self.value, Variable) else self.value
        array = backend.to_numpy(value) if backend.is_tensor(value) else np.asarray(value)
        return from_host(np.broadcast_to(array, tuple(shape)), dtypes.standardize(dtype))


@export(
    [
        "multikeras.initializers.Identity",
        "multikeras.initializers.identity",
        "multikeras.initializers.IdentityInitializer",
    ]
)
class Identity(Initializer):
    """The identity matrix times a factor; of a matrix that is not square, ones on the main diagonal times the factor.

    Args:
        gain: The factor.

    Raises:
        ValueError: It is called with a shape that is not of two dimensions.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.initializers.Identity(2.0)((2, 3))).tolist()
    [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    def __init__(self, gain: float = 1.0):
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices: the shape must have two dimensions, got {tuple(shape)}.")
        return from_host(self.gain * np.eye(*shape), dtypes.standardize(dtype))
