"""LAMB."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.Lamb")
class Lamb(Optimizer):
    """LAMB: Adam with steps of each variable scaled by the norm of its weights, for large batches.

    With `momentum` and `velocity` of Adam, both corrected for the first steps, and `r = momentum / (sqrt(velocity) + epsilon)`:
    `value -= learning_rate * norm(value) / norm(r) * r`; the factor of norms is 1 where one of them is 0.
    You et al., 2019, https://arxiv.org/abs/1904.00962

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_1: Decay of the average of gradients. Default 0.9.
        beta_2: Decay of the average of squares. Default 0.999.
        epsilon: Added to the divisor, against division by zero. Default 1e-7.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Lamb(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    fused = "lamb"
    slots = ("momentum", "velocity")
    elementwise = False

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
        return {
            "learning_rate": learning_rate,
            "momentum_correction": 1 / (1 - self.beta_1**step),
            "velocity_correction": (1 - self.beta_2**step) ** -0.5,
        }

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        momentum = slots[0] + (gradient - slots[0]) * (1 - self.beta_1)
        velocity = slots[1] + (gradient * gradient - slots[1]) * (1 - self.beta_2)
        direction = momentum * scalars["momentum_correction"] / (ops.sqrt(velocity) * scalars["velocity_correction"] + self.epsilon)
        weight_norm, step_norm = _norm(value), _norm(direction)
        known = ops.logical_and(weight_norm > 0, step_norm > 0)
        trust = ops.where(known, weight_norm / ops.where(known, step_norm, 1), 1)
        return value - direction * (trust * scalars["learning_rate"]), (momentum, velocity)


def _norm(x: Any) -> Any:
    return ops.sqrt(ops.sum(x * x))
