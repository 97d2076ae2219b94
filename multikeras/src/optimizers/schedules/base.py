"""The base class of learning rate schedules."""

from typing import Any

from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export


@export("multikeras.optimizers.schedules.LearningRateSchedule")
class LearningRateSchedule(Configured):
    """Base of learning rates that depend on the number of steps taken.

    A subclass defines `__call__(step)` with ops, so that it can be traced. Its config is made from the arguments of its
    constructor.

    Example:

    >>> class Halving(multikeras.optimizers.schedules.LearningRateSchedule):
    ...     def __init__(self, initial):
    ...         self.initial = initial
    ...     def __call__(self, step):
    ...         return self.initial * 0.5 ** multikeras.ops.cast(step, "float32")
    >>> float(Halving(0.5)(1))
    0.25
    """

    def __call__(self, step: Any) -> Any:
        """The learning rate.

        Args:
            step: Number of steps taken, from 0: an integer or a scalar tensor.

        Returns:
            A scalar tensor or a number.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(self, step)`.")
