"""Adafactor."""

from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.Adafactor")
class Adafactor(Optimizer):
    """Adafactor: steps in proportion to the weights, divided by the root of squared gradients, of which it keeps, for a matrix, only the
    means over rows and over columns.

    With `beta_2 = 1 - step**beta_2_decay`, averages `row` and `column` of `gradient**2 + epsilon_1` over the last axis and the one before,
    and `velocity = row * column / mean(row)` (for vectors an average of `gradient**2 + epsilon_1` itself), the step is
    `u = gradient / sqrt(velocity)`, divided by `max(1, rms(u) / clip_threshold)`, times `max(epsilon_2, rms(value))` and the learning
    rate. Shazeer and Stern, 2018, https://arxiv.org/abs/1804.04235

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        beta_2_decay: Power by which the averages grow longer. Default -0.8.
        epsilon_1: Added to squared gradients, against division by zero. Default 1e-30.
        epsilon_2: Smallest root mean square of weights that is counted with. Default 0.001.
        clip_threshold: Largest root mean square of a step before it is scaled. Default 1.
        relative_step: Whether the learning rate is at most `1 / sqrt(step)`. Default True.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Example:

    >>> optimizer = multikeras.optimizers.Adafactor(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9
    """

    slots = ("row", "column", "velocity")
    elementwise = False

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
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
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def make_slot(self, variable: Variable, name: str) -> Variable:
        path, shape = variable.path.replace("/", "_"), variable.shape
        if name == "velocity":
            if len(shape) < 2:
                return self.add_variable_from_reference(variable, name)
            velocity = UnusedVelocity(shape, variable._dtype, f"{path}_velocity")
            self._variables.append(velocity)
            return velocity
        if len(shape) < 2:
            return self.add_variable((), dtype="int32", name=path)  # not used, but files have it
        return self.add_variable(shape[:-1] if name == "row" else (*shape[:-2], shape[-1]), dtype=variable._dtype, name=path)

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        rate = ops.minimum(learning_rate, step**-0.5) if self.relative_step else learning_rate
        return {"learning_rate": rate, "fading": step**self.beta_2_decay}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        row, column, velocity = slots
        square = gradient * gradient + self.epsilon_1
        fading = scalars["fading"]
        if len(value.shape) > 1:
            row = row + (ops.mean(square, axis=-1) - row) * fading
            column = column + (ops.mean(square, axis=-2) - column) * fading
            share = row / ops.mean(row, axis=-1, keepdims=True)
            step = gradient / ops.sqrt(share[..., None] * column[..., None, :])
        else:
            velocity = velocity + (square - velocity) * fading
            step = gradient / ops.sqrt(velocity)
        size = ops.maximum(_root_mean_square(value), self.epsilon_2) / ops.maximum(1.0, _root_mean_square(step) / self.clip_threshold)
        return value - step * (size * scalars["learning_rate"]), (row, column, velocity)


class UnusedVelocity(Variable):
    """The velocity of a matrix, which files have and nobody reads: zeros that take no memory."""

    def __init__(self, shape: tuple[int, ...], dtype: str, name: str):
        super().__init__(np.zeros(()), dtype=dtype, trainable=False, name=name)
        self._shape = shape

    def assign(self, value: Any) -> Any:
        """It stays zero."""
        return self.value

    def numpy(self) -> np.ndarray:
        """Zeros of its shape."""
        return np.broadcast_to(super().numpy(), self._shape)


def _root_mean_square(x: Any) -> Any:
    return ops.sqrt(ops.mean(x * x))
