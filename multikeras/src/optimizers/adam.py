"""Adam."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.Adam")
class Adam(Optimizer):
    """Adam: steps along a moving average of gradients, scaled by one of their squares.

    With `t` the number of the step: `m = beta_1 * m + (1 - beta_1) * g`, `v = beta_2 * v + (1 - beta_2) * g**2` and
    `value -= learning_rate * sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (sqrt(v) + epsilon)`.
    Kingma and Ba, 2014 (https://arxiv.org/abs/1412.6980), in the form before its section 2.1; AMSGrad: Reddi et al., 2018.

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_1: Decay of the average of gradients. Default 0.9.
        beta_2: Decay of the average of their squares. Default 0.999.
        epsilon: Added to the root, against division by zero. Default 1e-7.
        amsgrad: Whether to divide by the largest average of squares so far.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Adam(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    fused = "adam"

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
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
        self.amsgrad = amsgrad
        self.slots = ("momentum", "velocity", "velocity_hat") if amsgrad else ("momentum", "velocity")

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.slots[:2], self.slots[2:])

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        return {"rate": learning_rate * (1 - self.beta_2**step) ** 0.5 / (1 - self.beta_1**step)}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        momentum = slots[0] + (gradient - slots[0]) * (1 - self.beta_1)
        velocity = slots[1] + (gradient * gradient - slots[1]) * (1 - self.beta_2)
        if not self.amsgrad:
            return value - scalars["rate"] * momentum / (ops.sqrt(velocity) + self.epsilon), (momentum, velocity)
        largest = ops.maximum(slots[2], velocity)
        return value - scalars["rate"] * momentum / (ops.sqrt(largest) + self.epsilon), (momentum, velocity, largest)
