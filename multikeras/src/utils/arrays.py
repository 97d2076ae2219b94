"""Labels and features in the form that models take."""

from typing import Any

import numpy as np

from multikeras.src import backend, ops
from multikeras.src.core.export import export


@export("multikeras.utils.to_categorical")
def to_categorical(x: Any, num_classes: int | None = None) -> Any:
    """Class indices as one-hot vectors, for the categorical cross-entropy.

    Args:
        x: Non-negative ints, of any shape; a last axis of size 1 is dropped.
        num_classes: Length of the vectors; the largest index plus one when None.

    Returns:
        Zeros and ones of shape `(*x.shape, num_classes)`: a tensor for a tensor, else a NumPy array.

    Raises:
        ValueError: An index is negative or not below `num_classes`.

    Example:

    >>> multikeras.utils.to_categorical([0, 2]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if backend.is_tensor(x) and not isinstance(x, np.ndarray):
        labels = x[..., 0] if len(x.shape) > 1 and x.shape[-1] == 1 else x
        if num_classes is None:
            num_classes = int(ops.max(labels)) + 1
        return ops.one_hot(ops.cast(labels, "int32"), num_classes)
    labels = np.asarray(x, dtype="int64")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if num_classes is None:
        num_classes = int(labels.max(initial=-1)) + 1
    if labels.size and (labels.min() < 0 or labels.max() >= num_classes):
        raise ValueError(f"to_categorical: the indices must lie in [0, {num_classes}), but they go from {labels.min()} to {labels.max()}.")
    return np.eye(num_classes)[labels]


@export("multikeras.utils.normalize")
def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """Scale vectors to length 1.

    Args:
        x: Numbers.
        axis: Axis along which a vector lies.
        order: Order of the norm that measures its length; 2 is Euclid's.

    Returns:
        The vectors, those of length 0 as they are: a tensor for a tensor, else a NumPy array.

    Example:

    >>> multikeras.utils.normalize([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    if backend.is_tensor(x) and not isinstance(x, np.ndarray):
        return ops.normalize(x, axis=axis, order=order)
    length = np.linalg.norm(x, order, axis, keepdims=True)
    return x / np.where(length == 0, 1, length)
