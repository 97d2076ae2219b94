"""RMSprop."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer


@export("multikeras.optimizers.RMSprop")
class RMSprop(Optimizer):
    """RMSprop: steps along gradients, scaled by a moving average of their squares.

    `velocity = rho * velocity + (1 - rho) * gradient**2` and `value -= learning_rate * gradient / sqrt(velocity + epsilon)`;
    `centered` takes the square of the average gradient from the velocity, `momentum` adds part of the last step.
    Tieleman and Hinton, 2012, http://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        rho: Decay of the average of squares. Default 0.9.
        momentum: How much of the last step is kept. Default 0.
        epsilon: Added under the root, against division by zero. Default 1e-7.
        centered: Whether to divide by the variance of gradients rather than by their mean square. Default False.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.RMSprop(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 3)
    0.684
    """

    fused = "rmsprop"

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
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
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        self.slots = ("velocity", *(("momentum",) if momentum else ()), *(("average_gradient",) if centered else ()))

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        return tuple((name,) for name in self.slots)

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        velocity = slots[0] + (gradient * gradient - slots[0]) * (1 - self.rho)
        scale, average = velocity, ()
        if self.centered:
            mean = slots[-1] + (gradient - slots[-1]) * (1 - self.rho)
            scale, average = velocity - mean * mean, (mean,)
        step = gradient * scalars["learning_rate"] / ops.sqrt(scale + self.epsilon)
        if not self.momentum:
            return value - step, (velocity, *average)
        momentum = slots[1] * self.momentum + step
        return value - momentum, (velocity, momentum, *average)
