"""The base class of regularizers."""

from typing import Any

from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export


@export(["multikeras.regularizers.Regularizer", "multikeras.Regularizer"])
class Regularizer(Configured):
    """Base class of penalties on weights or activations, which are added to the loss.

    A subclass defines `__call__`. Its config is made from the arguments of its constructor.

    Example:

    >>> class Sum(multikeras.regularizers.Regularizer):
    ...     def __call__(self, x):
    ...         return multikeras.ops.sum(x)
    >>> float(Sum()(np.ones(3, "float32")))
    3.0
    """

    def __call__(self, x: Any) -> Any:
        """The penalty.

        Args:
            x: A weight or tensor.

        Returns:
            A scalar tensor.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(self, x)`.")
