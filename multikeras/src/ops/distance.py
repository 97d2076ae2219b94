"""Distances between points."""

import numpy as np

from multikeras.src.core.cases import FLOATS, Cases, call, draw
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.elementwise import square
from multikeras.src.ops.movement import expand_dims
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import root
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import sum_

_POINTS = np.array([[1.0, 2.0], [0.0, -1.0]])


def _distances(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.norm(x[..., :, None, :] - y[..., None, :, :], axis=-1)


@op(
    "core",
    promote=floating,
    cases=Cases(
        _distances,
        (
            call(draw(3, 4), draw(2, 4)),
            call(draw(5, 3, 4), draw(2, 4)),
            call(draw(5, 1, 3, 4), draw(6, 2, 4)),
            call(draw(0, 4), draw(2, 4)),
            call(draw(3, 0), draw(2, 0)),
            call(_POINTS, _POINTS + 1e-3),
        ),
        FLOATS,
        differentiable=True,
    ),
)
def cdist(x: Tensor, y: Tensor) -> Tensor:
    """Euclidean distances of all points of one set from all points of another.

    Args:
        x: Tensor `(..., n, d)`: n points of d coordinates.
        y: Tensor `(..., m, d)`; the dimensions in front broadcast with those of `x`.

    Returns:
        Tensor `(..., n, m)`. The gradient between points that coincide is 0.

    Raises:
        ValueError: The numbers of coordinates differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cdist([[0.0, 0.0]], [[3.0, 4.0], [0.0, 1.0]])).tolist()
    [[5.0, 1.0]]
    """
    if len(x.shape) < 2 or len(y.shape) < 2 or (None not in (x.shape[-1], y.shape[-1]) and x.shape[-1] != y.shape[-1]):
        raise ValueError(f"cdist: points are (..., n, d) and (..., m, d); got shapes {tuple(x.shape)} and {tuple(y.shape)}.")
    return root(sum_(square(expand_dims(x, -2) - expand_dims(y, -3)), -1))
