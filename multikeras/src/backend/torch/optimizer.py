"""One step of an optimizer over all variables at once."""

from collections.abc import Callable, Sequence
from typing import Any

import torch

from multikeras.src.core.scope import context
from multikeras.src.core.variable import Variable

Tensors = list[torch.Tensor]


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: float, learning_rate: float) -> bool:
    """Update variables in place: by a kernel if there is one for the optimizer, else by its formula on lists of tensors.

    Returns:
        False where neither is possible, so that nothing was done: in a state scope, in other dtypes than float32, on several
        devices, by a formula that needs to see one variable at a time; and under `torch.compile`, which fuses the formula itself, but
        takes neither all kernels nor lists of tensors that act as one.
    """
    if context.state is not None or torch.compiler.is_compiling() or not variables or not optimizer.elementwise:
        return False
    parameters = [variable._value for variable in variables]
    device = parameters[0].device
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.dtype is not torch.float32 or gradient.dtype is not torch.float32 or parameter.device != device:
            return False
    slots = [[slot._value for slot in group] for group in optimizer.slots_of(variables)]
    if optimizer.weight_decay:
        decayed = [variable._value for variable in variables if optimizer._decays(variable)]
        if decayed:
            torch._foreach_mul_(decayed, 1 - optimizer.weight_decay * learning_rate)
    kernel = _KERNELS.get(optimizer.fused, _formula)
    kernel(optimizer, parameters, list(gradients), slots, step, learning_rate)
    return True


def _formula(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    values, new_slots = optimizer.update(
        TensorList(gradients), TensorList(parameters), tuple(map(TensorList, slots)), optimizer.scalars(step, learning_rate)
    )
    for old, new in zip((parameters, *slots), (values, *new_slots), strict=True):
        torch._foreach_copy_(old, new.tensors)


# ---------------------------------------------------------------------------------------------------------------- kernels
# The formulas of optimizers/, in place: an intermediate value of the size of all weights costs more than the arithmetic.


def _adam(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    if not _contiguous(parameters, gradients):
        _formula(optimizer, parameters, gradients, slots, step, learning_rate)
        return
    momenta, velocities, *largest = slots
    torch._fused_adam_(
        parameters,
        gradients,
        momenta,
        velocities,
        largest[0] if largest else [],
        [torch.tensor(step, dtype=torch.float32, device=parameters[0].device)] * len(parameters),
        lr=learning_rate,
        beta1=optimizer.beta_1,
        beta2=optimizer.beta_2,
        weight_decay=0.0,
        # torch adds it to the root of the velocity after the correction for the first steps, the formula before.
        eps=optimizer.epsilon / (1 - optimizer.beta_2**step) ** 0.5,
        amsgrad=bool(largest),
        maximize=False,
    )


def _sgd(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    if not slots:
        torch._foreach_add_(parameters, gradients, alpha=-learning_rate)
    elif optimizer.nesterov or not _contiguous(parameters, gradients):
        momenta = slots[0]
        torch._foreach_mul_(momenta, optimizer.momentum)
        torch._foreach_add_(momenta, gradients, alpha=-learning_rate)
        torch._foreach_add_(parameters, momenta, alpha=optimizer.momentum if optimizer.nesterov else 1)
        if optimizer.nesterov:
            torch._foreach_add_(parameters, gradients, alpha=-learning_rate)
    else:
        # torch's momentum is an average of gradients, ours one of steps, with the learning rate of its time in each.
        torch._fused_sgd_(
            parameters,
            gradients,
            slots[0],
            weight_decay=0.0,
            momentum=optimizer.momentum,
            lr=-1.0,
            dampening=1 + learning_rate,
            nesterov=False,
            maximize=False,
            is_first_step=False,
        )


def _rmsprop(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    velocities = slots[0]
    torch._foreach_mul_(velocities, optimizer.rho)
    torch._foreach_addcmul_(velocities, gradients, gradients, value=1 - optimizer.rho)
    roots = torch._foreach_add(velocities, optimizer.epsilon)
    if optimizer.centered:
        means = slots[-1]
        torch._foreach_lerp_(means, gradients, 1 - optimizer.rho)
        torch._foreach_addcmul_(roots, means, means, value=-1)
    torch._foreach_sqrt_(roots)
    if optimizer.momentum:
        torch._foreach_mul_(slots[1], optimizer.momentum)
        torch._foreach_addcdiv_(slots[1], gradients, roots, value=learning_rate)
        torch._foreach_sub_(parameters, slots[1])
    else:
        torch._foreach_addcdiv_(parameters, gradients, roots, value=-learning_rate)


def _contiguous(parameters: Tensors, gradients: Tensors) -> bool:
    """Whether torch's fused kernels, which take memory for contiguous, can run."""
    return all(map(torch.Tensor.is_contiguous, (*parameters, *gradients)))


_KERNELS: dict[str | None, Callable] = {"adam": _adam, "sgd": _sgd, "rmsprop": _rmsprop}


# ------------------------------------------------------------------------------------------------------ lists of tensors


class TensorList(torch.Tensor):
    """Tensors under one arithmetic: an operation on the list runs on all of them, in one call where torch has one."""

    tensors: Sequence[torch.Tensor]

    @staticmethod
    def __new__(cls, tensors: Sequence[torch.Tensor]) -> "TensorList":
        self = torch.Tensor.__new__(cls)
        self.tensors = tensors
        return self

    def __init__(self, tensors: Sequence[torch.Tensor]):
        super().__init__()

    @property
    def dtype(self) -> torch.dtype:
        return self.tensors[0].dtype

    def __rsub__(self, other: Any) -> "TensorList":
        return -self + other

    def __rtruediv__(self, other: Any) -> "TensorList":
        return self.reciprocal() * other

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        at_once = _AT_ONCE.get(func.__name__)
        if at_once is not None and not kwargs and isinstance(args[0], cls):
            return cls(at_once(*[x.tensors if isinstance(x, cls) else x for x in args]))
        count = next(len(x.tensors) for x in args if isinstance(x, cls))
        each = [[x.tensors[i] if isinstance(x, cls) else x for x in args] for i in range(count)]
        results = [func(*own, **(kwargs or {})) for own in each]
        if isinstance(results[0], torch.Tensor):
            return cls(results)
        if any(result != results[0] for result in results):
            raise TypeError(
                f"The formula of an optimizer asks for `{func.__name__}` of a variable, which differs from one to the next. "
                "Set `elementwise = False` in the optimizer's class, so that its formula runs on one variable at a time."
            )
        return results[0]


_NAMES = ("add", "sub", "mul", "div", "neg", "abs", "sqrt", "reciprocal", "sign", "exp", "log", "maximum", "minimum", "pow")
_AT_ONCE = {name: getattr(torch, f"_foreach_{name}") for name in _NAMES}
