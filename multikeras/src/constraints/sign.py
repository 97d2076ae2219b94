"""Bounds on the sign of weights."""

from typing import Any

from multikeras.src import ops
from multikeras.src.constraints.base import Constraint
from multikeras.src.core.export import export


@export(["multikeras.constraints.NonNeg", "multikeras.constraints.non_neg"])
class NonNeg(Constraint):
    """Sets negative weights to 0.

    Example:

    >>> w = multikeras.constraints.NonNeg()(np.array([-1.0, 2.0], "float32"))
    >>> multikeras.ops.convert_to_numpy(w).tolist()
    [0.0, 2.0]
    """

    def __call__(self, w: Any) -> Any:
        return ops.maximum(w, 0)
