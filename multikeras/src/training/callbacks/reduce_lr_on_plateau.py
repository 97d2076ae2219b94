"""A smaller learning rate when a metric has stopped to get better."""

from typing import ClassVar

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.learning_rate import get_learning_rate, set_learning_rate
from multikeras.src.training.callbacks.monitor import Monitor
from multikeras.src.training.progress import message


@export("multikeras.callbacks.ReduceLROnPlateau")
class ReduceLROnPlateau(Callback):
    """Multiplies the learning rate by a factor whenever a metric has not improved for some epochs.

    The learning rate of each epoch is added to the logs as `learning_rate`.

    Args:
        monitor: name of the metric in the logs.
        factor: what the learning rate is multiplied by, less than 1.
        patience: how many epochs without improvement to bear.
        verbose: 1 to say so when the learning rate is reduced.
        mode: `"min"` if smaller values are better, `"max"` if larger ones are, `"auto"` to tell from the metric.
        min_delta: how much a value must be better than the best one to count as an improvement.
        cooldown: how many epochs to wait after a reduction before epochs without improvement are counted again.
        min_lr: the learning rate is never made smaller than this.

    Raises:
        ValueError: if `factor` is not below 1 or `mode` is none of the three.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((2,)), multikeras.layers.Dense(1)])
    >>> model.compile(multikeras.optimizers.SGD(0.5), "mse")
    >>> callback = multikeras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=2)
    >>> callback.set_model(model)
    >>> callback.on_train_begin()
    >>> for epoch in range(3):
    ...     callback.on_epoch_end(epoch, {"loss": 1.0})
    >>> float(model.optimizer.learning_rate)
    0.25
    """

    _kept: ClassVar[tuple[str, ...]] = ("best", "wait", "cooldown_counter")

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__()
        if not 0 <= factor < 1:
            raise ValueError(f"ReduceLROnPlateau: factor must be at least 0 and less than 1, to reduce; got {factor!r}.")
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.min_delta = min_delta
        self.cooldown = cooldown
        self.min_lr = min_lr
        self._metric = Monitor(monitor, mode, "ReduceLROnPlateau", min_delta)
        self.best: float | None = None
        self.wait = 0
        self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        self._metric.resolve(self.model)
        self.best = None
        self.wait = 0
        self.cooldown_counter = 0

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        rate = get_learning_rate(self.model, "ReduceLROnPlateau")
        value = self._metric.read(logs, "the learning rate is not reduced")
        if logs is not None:
            logs["learning_rate"] = rate
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._metric.is_better(value, self._metric.worst if self.best is None else self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                reduced = max(rate * self.factor, self.min_lr)
                set_learning_rate(self.model, reduced)
                self.cooldown_counter = self.cooldown
                self.wait = 0
                if self.verbose:
                    message(f"Epoch {epoch + 1}: ReduceLROnPlateau reduces the learning rate to {reduced:.6g}.")

    def in_cooldown(self) -> bool:
        """Whether a reduction was so recent that epochs without improvement are not counted yet."""
        return self.cooldown_counter > 0
