"""Adagrad."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.Adagrad")
class Adagrad(Optimizer):
    """Adagrad: steps along gradients, divided by the root of the sum of all their squares so far.

    `accumulator += gradient**2` and `value -= learning_rate * gradient / sqrt(accumulator + epsilon)`.
    Duchi, Hazan and Singer, 2011, https://jmlr.org/papers/v12/duchi11a.html

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        initial_accumulator_value: What the sum of squares starts from. Default 0.1.
        epsilon: Added under the root, against division by zero. Default 1e-7.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `initial_accumulator_value` is negative.

    Example:

    >>> optimizer = multikeras.optimizers.Adagrad(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.9047
    """

    fused = "adagrad"
    slots = ("accumulator",)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
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
        if initial_accumulator_value < 0:
            raise ValueError(f"Adagrad: `initial_accumulator_value` must not be negative, got {initial_accumulator_value!r}.")
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    def make_slot(self, variable: Variable, name: str) -> Variable:
        return self.add_variable_from_reference(variable, name, self.initial_accumulator_value)

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        accumulator = slots[0] + gradient * gradient
        return value - gradient * scalars["learning_rate"] / ops.sqrt(accumulator + self.epsilon), (accumulator,)
