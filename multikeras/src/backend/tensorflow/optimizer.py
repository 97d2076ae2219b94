"""One step of an optimizer by TensorFlow's kernels."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from multikeras.src.core.scope import context
from multikeras.src.core.variable import Variable


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: Any, learning_rate: Any) -> bool:
    """Update float32 variables in place by the kernel of Adam, which reads and writes each of them once.

    Returns:
        False where the optimizer has no kernel or a state scope is open, so that nothing was done.
    """
    if optimizer.fused != "adam" or len(optimizer.slots) != 2 or context.state is not None:
        return False
    if any(x.dtype != tf.float32 for x in (*[variable._handle for variable in variables], *gradients)):
        return False
    powers = [tf.pow(beta, step) for beta in (optimizer.beta_1, optimizer.beta_2)]
    for variable, gradient, momentum, velocity in zip(variables, gradients, *optimizer.slots_of(variables), strict=True):
        handle = variable._handle
        if optimizer._decays(variable):
            handle.assign_sub(handle * (optimizer.weight_decay * learning_rate))
        tf.raw_ops.ResourceApplyAdam(
            var=handle.handle,
            m=momentum._handle.handle,
            v=velocity._handle.handle,
            beta1_power=powers[0],
            beta2_power=powers[1],
            lr=learning_rate,
            beta1=optimizer.beta_1,
            beta2=optimizer.beta_2,
            epsilon=optimizer.epsilon,
            grad=gradient,
        )
    return True
