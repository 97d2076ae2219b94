"""The base class of constraints."""

from typing import Any

from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export


@export("multikeras.constraints.Constraint")
class Constraint(Configured):
    """Base class of projections that keep weights within bounds. They are applied after each step of the optimizer.

    A subclass defines `__call__`. Its config is made from the arguments of its constructor.

    Example:

    >>> class AtMostOne(multikeras.constraints.Constraint):
    ...     def __call__(self, w):
    ...         return multikeras.ops.minimum(w, 1.0)
    >>> float(AtMostOne()(np.float32(2.0)))
    1.0
    """

    def __call__(self, w: Any) -> Any:
        """The projection of a weight.

        Args:
            w: The weight or a tensor.

        Returns:
            A tensor of the same shape and dtype.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(self, w)`.")
