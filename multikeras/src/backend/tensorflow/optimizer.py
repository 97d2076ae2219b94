"""One step of an optimizer by TensorFlow's kernels."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from multikeras.src.core.scope import context
from multikeras.src.core.variable import Variable


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: Any, learning_rate: Any) -> bool:
    """Update float32 variables in place by kernels that read and write each of them once.

    Returns:
        False where the optimizer has no kernel or a state scope is open, so that nothing was done.
    """
    kernel = _KERNELS.get(optimizer.fused)
    if kernel is None or context.state is not None:
        return False
    if any(x.dtype != tf.float32 for x in (*[variable._handle for variable in variables], *gradients)):
        return False
    slots = [[slot._handle for slot in group] for group in optimizer.slots_of(variables)]
    apply = kernel(optimizer, step, learning_rate, len(slots))
    if apply is None:
        return False
    for i, (variable, gradient) in enumerate(zip(variables, gradients, strict=True)):
        handle = variable._handle
        decay = optimizer.weight_decay_of(variable)
        if decay:
            handle.assign_sub(handle * (decay * learning_rate))
        apply(handle, gradient, *[group[i] for group in slots])
    return True


# ---------------------------------------------------------------------------------------------------------------- kernels
# Each gives the function that updates one variable, or None where TensorFlow's kernel is not the formula.


def _sgd(optimizer: Any, step: Any, learning_rate: Any, slots: int) -> Callable:
    def add(variable: tf.Variable, gradient: Any) -> None:
        if isinstance(gradient, tf.IndexedSlices):
            variable.scatter_sub(tf.IndexedSlices(gradient.values * learning_rate, gradient.indices))
        else:
            tf.raw_ops.ResourceApplyGradientDescent(var=variable.handle, alpha=learning_rate, delta=gradient)

    def add_momentum(variable: tf.Variable, gradient: tf.Tensor, momentum: tf.Variable) -> None:
        tf.raw_ops.ResourceApplyKerasMomentum(
            var=variable.handle,
            accum=momentum.handle,
            lr=learning_rate,
            grad=gradient,
            momentum=optimizer.momentum,
            use_nesterov=optimizer.nesterov,
        )

    return add_momentum if slots else add


def _adam(optimizer: Any, step: Any, learning_rate: Any, slots: int) -> Callable | None:
    powers = [tf.pow(beta, step) for beta in (optimizer.beta_1, optimizer.beta_2)]

    def apply(variable: tf.Variable, gradient: tf.Tensor, momentum: tf.Variable, velocity: tf.Variable) -> None:
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=momentum.handle,
            v=velocity.handle,
            beta1_power=powers[0],
            beta2_power=powers[1],
            lr=learning_rate,
            beta1=optimizer.beta_1,
            beta2=optimizer.beta_2,
            epsilon=optimizer.epsilon,
            grad=gradient,
        )

    return apply if slots == 2 else None  # amsgrad has three


def _adamax(optimizer: Any, step: Any, learning_rate: Any, slots: int) -> Callable:
    power = tf.pow(optimizer.beta_1, step)

    def apply(variable: tf.Variable, gradient: tf.Tensor, momentum: tf.Variable, norm: tf.Variable) -> None:
        tf.raw_ops.ResourceApplyAdaMax(
            var=variable.handle,
            m=momentum.handle,
            v=norm.handle,
            beta1_power=power,
            lr=learning_rate,
            beta1=optimizer.beta_1,
            beta2=optimizer.beta_2,
            epsilon=optimizer.epsilon,
            grad=gradient,
        )

    return apply


def _adadelta(optimizer: Any, step: Any, learning_rate: Any, slots: int) -> Callable:
    def apply(variable: tf.Variable, gradient: tf.Tensor, gradients: tf.Variable, steps: tf.Variable) -> None:
        tf.raw_ops.ResourceApplyAdadelta(
            var=variable.handle,
            accum=gradients.handle,
            accum_update=steps.handle,
            lr=learning_rate,
            rho=optimizer.rho,
            epsilon=optimizer.epsilon,
            grad=gradient,
        )

    return apply


def _ftrl(optimizer: Any, step: Any, learning_rate: Any, slots: int) -> Callable:
    penalty = optimizer.l2_regularization_strength + optimizer.beta / (2 * learning_rate)

    def apply(variable: tf.Variable, gradient: tf.Tensor, accumulator: tf.Variable, linear: tf.Variable) -> None:
        tf.raw_ops.ResourceApplyFtrlV2(
            var=variable.handle,
            accum=accumulator.handle,
            linear=linear.handle,
            grad=gradient,
            lr=learning_rate,
            l1=optimizer.l1_regularization_strength,
            l2=penalty,
            l2_shrinkage=optimizer.l2_shrinkage_regularization_strength,
            lr_power=optimizer.learning_rate_power,
        )

    return apply


_KERNELS: dict[str | None, Callable] = {"sgd": _sgd, "adam": _adam, "adamax": _adamax, "adadelta": _adadelta, "ftrl": _ftrl}
