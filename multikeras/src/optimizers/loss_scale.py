"""Scaling of the loss for half precision."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable, run_if


@export(["multikeras.mixed_precision.LossScaleOptimizer", "multikeras.optimizers.LossScaleOptimizer"])
class LossScaleOptimizer(Optimizer):
    """An optimizer around another, which scales the loss so that gradients in half precision neither vanish nor overflow.

    The loss is multiplied by a scale and gradients are divided by it. Where a gradient is not finite the step is left out and
    the scale halved; after a number of finite steps in a row it is doubled.
    Micikevicius et al., 2017, https://arxiv.org/abs/1710.03740

    Args:
        inner_optimizer: The optimizer that updates the variables.
        initial_scale: The scale at first. Default 2**15.
        dynamic_growth_steps: Number of finite steps in a row after which the scale is doubled. Default 2000.
        name: Name.

    Raises:
        TypeError: `inner_optimizer` is no optimizer, or there are arguments that belong to it.
        ValueError: `initial_scale` or `dynamic_growth_steps` is not positive.

    Example:

    >>> optimizer = multikeras.optimizers.LossScaleOptimizer(multikeras.optimizers.SGD(0.5), initial_scale=8.0)
    >>> variable = multikeras.Variable(np.ones(1, "float32"))
    >>> optimizer.apply([8 * multikeras.ops.ones(1)], [variable])
    >>> variable.numpy().tolist()
    [0.5]
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
        **kwargs: Any,
    ):
        if not isinstance(inner_optimizer, Optimizer):
            raise TypeError(f"LossScaleOptimizer: `inner_optimizer` must be an Optimizer, got {inner_optimizer!r}.")
        if kwargs:
            raise TypeError(f"LossScaleOptimizer got unexpected arguments {sorted(kwargs)}. Give them to the inner optimizer.")
        if initial_scale <= 0 or dynamic_growth_steps < 1:
            raise ValueError(
                "LossScaleOptimizer: `initial_scale` and `dynamic_growth_steps` must be positive, got "
                f"{initial_scale!r} and {dynamic_growth_steps!r}."
            )
        super().__init__(learning_rate=0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        self.step_counter = self.add_variable((), "zeros", dtype="int32", name="step_counter")
        self.dynamic_scale = self.add_variable((), float(initial_scale), dtype="float32", name="dynamic_scale")

    def build(self, var_list: Sequence[Variable]) -> None:
        """Make the state of the inner optimizer for these variables."""
        self.inner_optimizer.build(var_list)
        self._trainable_variables = list(var_list)
        self.built = True

    @property
    def variables(self) -> list[Variable]:
        """Its own variables, then those of the inner optimizer."""
        return [*self._variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Variable:
        """Number of steps that were taken; those left out do not count."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    def scale_loss(self, loss: Any) -> Any:
        """The loss times the scale, to be differentiated."""
        return loss * ops.cast(self.dynamic_scale.value, loss.dtype)

    def check_finite(self, grads: Sequence[Any]) -> Any:
        """Whether all gradients are finite, as a scalar bool tensor."""
        finite = [ops.all(ops.isfinite(gradient)) for gradient in grads if gradient is not None]
        return ops.all(ops.stack(finite))

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Take one step, or leave it out if a gradient is not finite.

        Args:
            grads: Gradients of the scaled loss.
            trainable_variables: The variables, in the same order; those of `build` when None.
        """
        variables = self._trainable_variables if trainable_variables is None else list(trainable_variables)
        if not self.built:
            self.build(variables)
        with backend.step.no_grad():
            scale, grads = self.dynamic_scale.value, backend.step.whole(grads)
            finite = self.check_finite(grads)
            gradients = [None if g is None else g / ops.cast(scale, g.dtype) for g in grads]
            run_if(finite, lambda: self.inner_optimizer.apply(gradients, variables))
            self._adapt(scale, finite)

    def exclude_from_weight_decay(self, var_list: Sequence[Variable] | None = None, var_names: Sequence[str] | None = None) -> None:
        """Spare variables from the weight decay of the inner optimizer."""
        self.inner_optimizer.exclude_from_weight_decay(var_list, var_names)

    def _adapt(self, scale: Any, finite: Any) -> None:
        counter = ops.where(finite, self.step_counter.value + 1, 0)
        grows = counter >= self.dynamic_growth_steps
        self.step_counter.assign(ops.where(grows, 0, counter))
        self.dynamic_scale.assign(ops.where(finite, ops.where(grows, scale * 2, scale), scale / 2))

    @property
    def averaged(self) -> list[tuple[Any, Any]]:
        """Each weight with its moving average, of the optimizer that updates the weights."""
        return self.inner_optimizer.averaged

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """At the end of training, let the inner optimizer replace weights by their moving averages, if there are any."""
        self.inner_optimizer.finalize_variable_values(var_list)


def scaling_loss(optimizer: Optimizer) -> LossScaleOptimizer:
    """The optimizer with scaling of the loss around it, unless it has it already."""
    return optimizer if isinstance(optimizer, LossScaleOptimizer) else LossScaleOptimizer(optimizer)
