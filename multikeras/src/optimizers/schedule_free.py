"""AdamW without a schedule."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.ScheduleFreeAdamW")
class ScheduleFreeAdamW(Optimizer):
    """AdamW that needs no learning rate schedule: gradients are taken between the fast weights and their running mean.

    The variables are `y = (1 - beta_1) * z + beta_1 * x`, where `z` are the fast weights, kept in the slot `momentum`, and `x` their mean:
    `z -= learning_rate * gradient / (sqrt(velocity / (1 - beta_2**step)) + epsilon)` and `x += (z - x) / step`.
    The velocity is that of Adam. Defazio et al., 2024, https://arxiv.org/abs/2405.15682

    Args:
        learning_rate: Number, schedule, or callable. Default 0.0025.
        beta_1: Share of the mean in the weights for which gradients are taken. Default 0.9.
        beta_2: Decay of the average of squares. Default 0.999.
        epsilon: Added to the divisor, against division by zero. Default 1e-8.
        warmup_steps: Number of steps over which the learning rate rises from 0. Default 0.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `beta_1` or `warmup_steps` is out of range.

    Example:

    >>> optimizer = multikeras.optimizers.ScheduleFreeAdamW(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    fused = "schedule_free_adamw"
    slots = ("momentum", "velocity")

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        warmup_steps: int = 0,
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
        if not 0 <= beta_1 <= 1:
            raise ValueError(f"ScheduleFreeAdamW: `beta_1` must lie in [0, 1], got {beta_1!r}.")
        if warmup_steps < 0:
            raise ValueError(f"ScheduleFreeAdamW: `warmup_steps` must not be negative, got {warmup_steps!r}.")
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.warmup_steps = warmup_steps

    def make_slot(self, variable: Variable, name: str) -> Variable:
        return self.add_copy(variable, name) if name == "momentum" else self.add_variable_from_reference(variable, name)

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        if self.warmup_steps:
            learning_rate = learning_rate * ops.minimum(step / self.warmup_steps, 1.0)
        mean = 1 / step
        return {
            "learning_rate": learning_rate,
            "correction": (1 - self.beta_2**step) ** -0.5,
            "mean": mean,
            "step_rate": learning_rate * (1 - self.beta_1 * (1 - mean)),
        }

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        velocity = slots[1] + (gradient * gradient - slots[1]) * (1 - self.beta_2)
        step = gradient / (ops.sqrt(velocity) * scalars["correction"] + self.epsilon)
        # y = (1 - beta_1) z + beta_1 x, written without x.
        moved = value + (slots[0] - value) * scalars["mean"] - step * scalars["step_rate"]
        return moved, (slots[0] - step * scalars["learning_rate"], velocity)
