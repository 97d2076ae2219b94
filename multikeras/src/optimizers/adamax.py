"""Adamax."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.Adamax")
class Adamax(Optimizer):
    """Adamax: Adam with the largest gradient, which fades, in place of the average of squares.

    `momentum = beta_1 * momentum + (1 - beta_1) * gradient`, `norm = max(beta_2 * norm, |gradient|)` and
    `value -= learning_rate / (1 - beta_1**step) * momentum / (norm + epsilon)`.
    Kingma and Ba, 2014, section 7.1, https://arxiv.org/abs/1412.6980

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_1: Decay of the average of gradients. Default 0.9.
        beta_2: Decay of the largest gradient. Default 0.999.
        epsilon: Added to the divisor, against division by zero. Default 1e-7.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Adamax(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    fused = "adamax"
    slots = ("momentum", "norm")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
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
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        return {"rate": learning_rate / (1 - self.beta_1**step)}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        momentum = slots[0] + (gradient - slots[0]) * (1 - self.beta_1)
        norm = ops.maximum(slots[1] * self.beta_2, ops.absolute(gradient))
        return value - scalars["rate"] * momentum / (norm + self.epsilon), (momentum, norm)
