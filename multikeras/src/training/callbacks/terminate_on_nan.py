"""Ending a training run that has diverged."""

import math

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.progress import message


@export("multikeras.callbacks.TerminateOnNaN")
class TerminateOnNaN(Callback):
    """Ends the training as soon as the loss is NaN or infinite.

    It reads the loss after every batch, so that each step waits for the device.

    Args:
        raise_error: whether to raise a `RuntimeError` rather than to end the training in the ordinary way.

    Raises:
        RuntimeError: in a batch, if the loss is not finite and `raise_error` is True.

    Example:

    >>> guard = multikeras.callbacks.TerminateOnNaN()
    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> guard.set_model(model)
    >>> guard.on_batch_end(7, {"loss": float("nan")})
    Batch 7: the loss is nan; ending the training.
    >>> model.stop_training
    True
    """

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(f"Batch {batch}: the loss is {loss}. Training has diverged; a smaller learning rate may help.")
        message(f"Batch {batch}: the loss is {loss}; ending the training.")
        self.model.stop_training = True
