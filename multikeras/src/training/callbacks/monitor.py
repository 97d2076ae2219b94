"""A metric that a callback watches: which way is better, and how to find it in the logs."""

import math
import warnings
from typing import Any

from multikeras.src.training.callbacks.callback import Logs

SMALLER_IS_BETTER = ("loss", "error", "mse", "mae", "mape", "msle", "divergence", "crossentropy", "entropy", "perplexity")
LARGER_IS_BETTER = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "r2", "similarity", "sensitivity", "specificity")


class Monitor:
    """Compares values of one metric.

    Args:
        name: the metric's name in the logs, such as `"val_loss"`.
        mode: `"min"`, `"max"`, or `"auto"` to tell from the metric itself, else from its name, once there is a model.
        min_delta: how much better a value must be to count as better.
        owner: name of the callback, for messages.
    """

    def __init__(self, name: str, mode: str, owner: str, min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"{owner}: mode must be 'auto', 'min' or 'max'; got {mode!r}.")
        self.name = name
        self.owner = owner
        self.min_delta = abs(min_delta)
        self._mode = mode
        self._sign: int | None = {"min": -1, "max": 1, "auto": None}[mode]

    def resolve(self, model: Any) -> None:
        """Find out which way is better; a ValueError asks for `mode` if neither the model's metrics nor the name tell."""
        if self._mode == "auto":
            self._sign = self._sign_by_metric(model) or self._sign_by_name()

    @property
    def worst(self) -> float:
        """A value that any other is better than."""
        return -self.sign * math.inf

    @property
    def sign(self) -> int:
        """1 if larger values are better, -1 if smaller ones are."""
        if self._sign is None:
            self.resolve(None)
        return self._sign

    def is_better(self, value: float, than: float) -> bool:
        """Whether `value` is better by more than `min_delta`; NaN never is."""
        return self.sign * value - self.min_delta > self.sign * than

    def read(self, logs: Logs, consequence: str) -> float | None:
        """The metric's value; a warning that says what follows and lists what there is, and None, if it is not in the logs."""
        if logs is not None and self.name in logs:
            return float(logs[self.name])
        available = ", ".join(logs or ()) or "none"
        hint = " Metrics of validation need validation_data or validation_split." if self.name.startswith("val_") else ""
        warnings.warn(
            f"{self.owner} watches {self.name!r}, which is not in the logs; {consequence}. Available: {available}.{hint}",
            stacklevel=3,
        )
        return None

    def _sign_by_metric(self, model: Any) -> int | None:
        """By the `_direction` ("up" or "down") of the model's metric of this name."""
        for metric in _open_metrics(getattr(model, "metrics", None) or ()):
            direction = getattr(metric, "_direction", None)
            # With several outputs a metric's name in the logs has that of the output in front.
            if direction in ("up", "down") and self._plain_name().endswith(metric.name):
                return 1 if direction == "up" else -1
        return None

    def _sign_by_name(self) -> int:
        name = self._plain_name().lower()
        if any(word in name for word in SMALLER_IS_BETTER):
            return -1
        if any(word in name for word in LARGER_IS_BETTER):
            return 1
        raise ValueError(
            f"{self.owner} cannot tell whether larger or smaller values of {self.name!r} are better: pass mode='max' or mode='min'."
        )

    def _plain_name(self) -> str:
        return self.name.removeprefix("val_")


def _open_metrics(metrics: Any) -> Any:
    """Single metrics, those inside containers of metrics included."""
    for metric in metrics:
        yield from _open_metrics(metric.metrics) if getattr(metric, "metrics", None) else (metric,)
