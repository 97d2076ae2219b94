"""Reading and setting the learning rate of a model's optimizer."""

from typing import Any

import numpy as np


def get_learning_rate(model: Any, owner: str) -> float:
    """The optimizer's learning rate as a float; `owner` is the callback that asks."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not hasattr(optimizer, "learning_rate"):
        raise ValueError(f"{owner} needs a model compiled with an optimizer that has a learning_rate; got optimizer={optimizer!r}.")
    return float(np.asarray(optimizer.learning_rate))


def set_learning_rate(model: Any, value: float) -> None:
    model.optimizer.learning_rate = value
