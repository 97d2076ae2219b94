"""Adam with decoupled weight decay."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.optimizers.adam import Adam


@export("multikeras.optimizers.AdamW")
class AdamW(Adam):
    """Adam with decoupled weight decay: `Adam`, each step of which first subtracts `weight_decay * learning_rate * value`.

    Loshchilov and Hutter, 2017, https://arxiv.org/abs/1711.05101

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        weight_decay: Strength of the decay. Default 0.004.
        beta_1: Decay of the average of gradients. Default 0.9.
        beta_2: Decay of the average of their squares. Default 0.999.
        epsilon: Added to the root, against division by zero. Default 1e-7.
        amsgrad: Whether to divide by the largest average of squares so far.
        clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `weight_decay` is None.

    Example:

    >>> optimizer = multikeras.optimizers.AdamW(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.8996
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
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
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=epsilon,
            amsgrad=amsgrad,
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
        if weight_decay is None:
            raise ValueError("AdamW: `weight_decay` must be a number, got None. For no decay use Adam.")
