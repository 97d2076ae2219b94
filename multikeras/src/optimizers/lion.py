"""Lion."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.Lion")
class Lion(Optimizer):
    """Lion: steps of one size along the sign of the momentum, which is the only state.

    `value -= learning_rate * sign(beta_1 * momentum + (1 - beta_1) * gradient)` and then
    `momentum = beta_2 * momentum + (1 - beta_2) * gradient`. The learning rate is to be some 3 to 10 times smaller than for Adam, and
    the weight decay as many times larger. Chen et al., 2023, https://arxiv.org/abs/2302.06675

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_1: Share of the momentum in a step. Default 0.9.
        beta_2: Decay of the momentum. Default 0.99.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `beta_1` is out of range.

    Example:

    >>> optimizer = multikeras.optimizers.Lion(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    fused = "lion"
    slots = ("momentum",)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
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
        if not 0 < beta_1 <= 1:
            raise ValueError(f"Lion: `beta_1` must lie in (0, 1], got {beta_1!r}.")
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        direction = ops.sign(slots[0] + (gradient - slots[0]) * (1 - self.beta_1))
        return value - direction * scalars["learning_rate"], (slots[0] + (gradient - slots[0]) * (1 - self.beta_2),)
