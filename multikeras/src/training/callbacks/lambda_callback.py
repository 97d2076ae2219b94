"""A callback out of functions."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lazy import did_you_mean
from multikeras.src.training.callbacks.callback import HOOKS, Callback


@export("multikeras.callbacks.LambdaCallback")
class LambdaCallback(Callback):
    """Calls functions at the events of a training run.

    Args:
        on_epoch_begin: `function(epoch, logs)`, or None; the others likewise.
        on_epoch_end: `function(epoch, logs)`.
        on_train_begin: `function(logs)`.
        on_train_end: `function(logs)`.
        on_train_batch_begin: `function(batch, logs)`.
        on_train_batch_end: `function(batch, logs)`.
        **kwargs: functions for other hooks of `Callback`, by their names.

    Raises:
        TypeError: if a name is not that of a hook, or what is given for it cannot be called.

    Example:

    >>> losses = []
    >>> callback = multikeras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: losses.append(logs["loss"]))
    >>> callback.on_epoch_end(0, {"loss": 0.5})
    >>> losses
    [0.5]
    """

    def __init__(
        self,
        on_epoch_begin: Callable | None = None,
        on_epoch_end: Callable | None = None,
        on_train_begin: Callable | None = None,
        on_train_end: Callable | None = None,
        on_train_batch_begin: Callable | None = None,
        on_train_batch_end: Callable | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        for hook, function in functions.items():
            if hook not in HOOKS:
                raise TypeError(f"LambdaCallback: there is no hook {hook!r}.{did_you_mean(hook, HOOKS)}")
            if function is None:
                continue
            if not callable(function):
                raise TypeError(f"LambdaCallback: {hook} must be a function; got {function!r}.")
            setattr(self, hook, function)
