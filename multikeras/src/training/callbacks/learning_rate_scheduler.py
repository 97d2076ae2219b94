"""A learning rate for each epoch."""

import inspect
from collections.abc import Callable

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.learning_rate import get_learning_rate, set_learning_rate
from multikeras.src.training.progress import message


@export("multikeras.callbacks.LearningRateScheduler")
class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch, and adds it to the logs at the end as `learning_rate`.

    Args:
        schedule: `function(epoch, learning_rate)` or `function(epoch)` that returns the learning rate, a float, of the epoch
            with this index, from 0.
        verbose: 1 to say so in each epoch.

    Raises:
        TypeError: in an epoch, if `schedule` returns something else than a number.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((2,)), multikeras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> scheduler = multikeras.callbacks.LearningRateScheduler(lambda epoch: 0.5 if epoch < 10 else 0.25)
    >>> scheduler.set_model(model)
    >>> scheduler.on_epoch_begin(10)
    >>> float(model.optimizer.learning_rate)
    0.25
    """

    def __init__(self, schedule: Callable, verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose
        self._takes_rate = _takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        current = get_learning_rate(self.model, "LearningRateScheduler")
        value = self.schedule(epoch, current) if self._takes_rate else self.schedule(epoch)
        if isinstance(value, bool) or not hasattr(value, "__float__"):
            raise TypeError(f"LearningRateScheduler: the schedule must return a float; in epoch {epoch} it gave {value!r}.")
        set_learning_rate(self.model, float(value))
        if self.verbose:
            message(f"Epoch {epoch + 1}: LearningRateScheduler sets the learning rate to {float(value):.6g}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if logs is not None:
            logs["learning_rate"] = get_learning_rate(self.model, "LearningRateScheduler")


def _takes_two(schedule: Callable) -> bool:
    """Whether a function can be called with two positional arguments."""
    try:
        signature = inspect.signature(schedule)
    except ValueError:  # a function written in C, which has none
        return False
    try:
        signature.bind(0, 0.0)
    except TypeError:
        return False
    return True
