"""The base class of initializers."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export


@export(["multikeras.initializers.Initializer", "multikeras.Initializer"])
class Initializer(Configured):
    """Base class of what makes the initial values of weights.

    A subclass defines `__call__`. Its config is made from the arguments of its constructor.

    Example:

    >>> class Half(multikeras.initializers.Initializer):
    ...     def __call__(self, shape, dtype=None):
    ...         return multikeras.ops.full(shape, 0.5, dtype=dtype)
    >>> multikeras.ops.convert_to_numpy(Half()((2,))).tolist()
    [0.5, 0.5]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        """The values.

        Args:
            shape: Shape of the tensor, all dimensions known.
            dtype: Its dtype; floatx when None.

        Returns:
            A tensor.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(self, shape, dtype=None)`.")

    def clone(self) -> Self:
        """An initializer of the same config. One without a seed draws numbers of its own."""
        return type(self).from_config(self.get_config())


def from_host(array: np.ndarray, dtype: str) -> Any:
    """The tensor of a NumPy array, rounded on the host, so that every backend gets the same bits."""
    return backend.convert(array.astype(dtypes.numpy_dtype(dtype), copy=False), backend.native_dtype(dtype))
