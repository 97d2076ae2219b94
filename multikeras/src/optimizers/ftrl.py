"""FTRL."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.Ftrl")
class Ftrl(Optimizer):
    """FTRL: follows the leader of all gradients so far, with regularization that makes small weights exactly zero.

    With `p = -learning_rate_power`, `g = gradient + 2 * l2_shrinkage * value` and `accumulator` the sum of squared gradients,
    `linear += g - (new_accumulator**p - accumulator**p) / learning_rate * value`,
    `quadratic = new_accumulator**p / learning_rate + 2 * l2 + beta / learning_rate` and
    `value = (clip(linear, -l1, l1) - linear) / quadratic`. McMahan et al., 2013, https://research.google/pubs/pub41159

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        learning_rate_power: Power by which the learning rate falls as squared gradients add up; 0 for a constant rate. Default -0.5.
        initial_accumulator_value: What the sum of squares starts from. Default 0.1.
        l1_regularization_strength: L1 penalty. Default 0.
        l2_regularization_strength: L2 penalty. Default 0.
        l2_shrinkage_regularization_strength: L2 penalty on the size of steps, which acts on the gradient alone. Default 0.
        beta: `beta` of the paper, which adds to the L2 penalty. Default 0.
        weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.

    Raises:
        ValueError: `learning_rate_power` is positive, or another number is negative.

    Example:

    >>> optimizer = multikeras.optimizers.Ftrl(learning_rate=0.1)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([multikeras.ops.ones(1)], [variable])
    >>> round(float(variable.numpy()[0]), 4)
    0.6031
    """

    fused = "ftrl"
    slots = ("accumulator", "linear")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
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
        if learning_rate_power > 0:
            raise ValueError(f"Ftrl: `learning_rate_power` must not be positive, got {learning_rate_power!r}.")
        for key, strength in (
            ("initial_accumulator_value", initial_accumulator_value),
            ("l1_regularization_strength", l1_regularization_strength),
            ("l2_regularization_strength", l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength),
        ):
            if strength < 0:
                raise ValueError(f"Ftrl: `{key}` must not be negative, got {strength!r}.")
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta

    def make_slot(self, variable: Variable, name: str) -> Variable:
        return self.add_variable_from_reference(variable, name, self.initial_accumulator_value if name == "accumulator" else "zeros")

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        return {"inverse_rate": 1 / learning_rate, "l2": 2 * self.l2_regularization_strength + self.beta / learning_rate}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        accumulator = slots[0] + gradient * gradient
        power, old_power = accumulator**-self.learning_rate_power, slots[0] ** -self.learning_rate_power
        shrunk = gradient + value * (2 * self.l2_shrinkage_regularization_strength)
        linear = slots[1] + shrunk - (power - old_power) * scalars["inverse_rate"] * value
        quadratic = power * scalars["inverse_rate"] + scalars["l2"]
        kept = ops.clip(linear, -self.l1_regularization_strength, self.l1_regularization_strength)
        return (kept - linear) / quadratic, (accumulator, linear)
