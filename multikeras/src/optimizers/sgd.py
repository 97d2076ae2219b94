"""Stochastic gradient descent."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.SGD")
class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    `value -= learning_rate * gradient`; with momentum `velocity = momentum * velocity - learning_rate * gradient` and
    `value += velocity`, or, by Nesterov, `value += momentum * velocity - learning_rate * gradient`.
    Sutskever et al., 2013, https://proceedings.mlr.press/v28/sutskever13.html

    Args:
        learning_rate: Number, schedule, or callable. Default 0.01.
        momentum: How much of the last step is kept, from 0 to 1. Default 0.
        nesterov: Whether the step looks ahead along the momentum. Default False.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `momentum` is out of range.

    Example:

    >>> optimizer = multikeras.optimizers.SGD(learning_rate=0.5)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> variable.numpy().tolist()
    [0.5]
    """

    fused = "sgd"

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
            use_ema=use_ema,
            ema_momentum=ema_momentum,
            ema_overwrite_frequency=ema_overwrite_frequency,
            loss_scale_factor=loss_scale_factor,
            gradient_accumulation_steps=gradient_accumulation_steps,
            name=name,
            **kwargs,
        )
        if not 0 <= momentum <= 1:
            raise ValueError(f"SGD: `momentum` must lie in [0, 1], got {momentum!r}.")
        self.momentum = momentum
        self.nesterov = nesterov
        self.slots = ("momentum",) if momentum else ()

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        step = gradient * scalars["learning_rate"]
        if not self.momentum:
            return value - step, ()
        momentum = slots[0] * self.momentum - step
        if self.nesterov:
            return value + momentum * self.momentum - step, (momentum,)
        return value + momentum, (momentum,)
