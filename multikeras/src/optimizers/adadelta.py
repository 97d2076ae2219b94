"""Adadelta."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.Adadelta")
class Adadelta(Optimizer):
    """Adadelta: steps in units of the weights, from moving averages of squared gradients and of squared steps.

    `accumulated_grad = rho * accumulated_grad + (1 - rho) * gradient**2`,
    `delta = -gradient * sqrt(accumulated_delta_var + epsilon) / sqrt(accumulated_grad + epsilon)`,
    `accumulated_delta_var = rho * accumulated_delta_var + (1 - rho) * delta**2` and `value += learning_rate * delta`.
    Zeiler, 2012, https://arxiv.org/abs/1212.5701

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001; the paper has 1.
        rho: Decay of both averages. Default 0.95.
        epsilon: Added under the roots: it sets the size of the first steps. Default 1e-7.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Adadelta(learning_rate=1.0)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9986
    """

    fused = "adadelta"
    slots = ("accumulated_grad", "accumulated_delta_var")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
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
        self.rho = rho
        self.epsilon = epsilon

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        gradients = slots[0] + (gradient * gradient - slots[0]) * (1 - self.rho)
        step = gradient * ops.sqrt(slots[1] + self.epsilon) / ops.sqrt(gradients + self.epsilon)
        steps = slots[1] + (step * step - slots[1]) * (1 - self.rho)
        return value - scalars["learning_rate"] * step, (gradients, steps)
