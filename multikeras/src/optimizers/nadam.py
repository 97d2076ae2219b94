"""Nadam."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.Nadam")
class Nadam(Optimizer):
    """Nadam: Adam that looks ahead along the momentum.

    With `mu(t) = beta_1 * (1 - 0.5 * 0.96**t)` and their product `p(t) = mu(1) * ... * mu(t)`, and `momentum` and `velocity` as in Adam,
    `value -= learning_rate * look_ahead / (sqrt(velocity / (1 - beta_2**t)) + epsilon)`, where
    `look_ahead = mu(t + 1) * momentum / (1 - p(t + 1)) + (1 - mu(t)) * gradient / (1 - p(t))`.
    Dozat, 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_1: Decay of the average of gradients. Default 0.9.
        beta_2: Decay of the average of squares. Default 0.999.
        epsilon: Added to the divisor, against division by zero. Default 1e-7.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Nadam(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.8937
    """

    fused = "nadam"
    slots = ("momentum", "velocity")

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

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for these variables, and the product of all `mu` so far."""
        if self.built:
            return
        super().build(variables)
        self._product = self.add_counter(1.0, "float32", "product")

    def _mu(self, step: Any) -> Any:
        return self.beta_1 * (1 - 0.5 * 0.96**step)

    def _product_until(self, step: Any) -> Any:
        return self.read_counter(self._product) * self._mu(step)

    def advance(self, step: Any) -> None:
        self._product.assign(self._product_until(step))

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        now, ahead, product = self._mu(step), self._mu(step + 1), self._product_until(step)
        return {
            "momentum_rate": learning_rate * ahead / (1 - product * ahead),
            "gradient_rate": learning_rate * (1 - now) / (1 - product),
            "correction": (1 - self.beta_2**step) ** -0.5,
        }

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        momentum = slots[0] + (gradient - slots[0]) * (1 - self.beta_1)
        velocity = slots[1] + (gradient * gradient - slots[1]) * (1 - self.beta_2)
        step = momentum * scalars["momentum_rate"] + gradient * scalars["gradient_rate"]
        return value - step / (ops.sqrt(velocity) * scalars["correction"] + self.epsilon), (momentum, velocity)
