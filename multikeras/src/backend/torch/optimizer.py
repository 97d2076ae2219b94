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
        devices, under `torch.compile`, by a formula that needs to see one variable at a time.
    """
    if context.state is not None or not variables or torch.compiler.is_compiling():
        return False  # compiled, a formula is fused in any case, and its scalars are tensors, which kernels do not take
    kernel = _KERNELS.get(optimizer.fused, _formula if optimizer.elementwise else None)
    if kernel is None:
        return False
    parameters = [variable._value for variable in variables]
    device = parameters[0].device
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.dtype is not torch.float32 or gradient.dtype is not torch.float32 or parameter.device != device:
            return False
    slots = [[None if slot is None else slot._value for slot in group] for group in optimizer.slots_of(variables)]
    if optimizer.has_weight_decay:
        _decay(optimizer, variables, learning_rate)
    kernel(optimizer, parameters, list(gradients), slots, step, learning_rate)
    return True


def _decay(optimizer: Any, variables: Sequence[Variable], learning_rate: float) -> None:
    groups: dict[float, Tensors] = {}
    for variable in variables:
        decay = optimizer.weight_decay_of(variable)
        if decay:
            groups.setdefault(decay, []).append(variable._value)
    for decay, parameters in groups.items():
        torch._foreach_mul_(parameters, 1 - decay * learning_rate)


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


def _adadelta(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    squares, squared_steps = slots
    _follow_squares(squares, gradients, optimizer.rho)
    steps = torch._foreach_add(squared_steps, optimizer.epsilon)
    torch._foreach_div_(steps, torch._foreach_add(squares, optimizer.epsilon))
    torch._foreach_sqrt_(steps)
    torch._foreach_mul_(steps, gradients)
    torch._foreach_add_(parameters, steps, alpha=-learning_rate)
    _follow_squares(squared_steps, steps, optimizer.rho)


def _adagrad(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    torch._foreach_addcmul_(slots[0], gradients, gradients)
    roots = torch._foreach_add(slots[0], optimizer.epsilon)
    torch._foreach_sqrt_(roots)
    torch._foreach_addcdiv_(parameters, gradients, roots, value=-learning_rate)


def _adamax(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    momenta, norms = slots
    torch._foreach_lerp_(momenta, gradients, 1 - optimizer.beta_1)
    torch._foreach_mul_(norms, optimizer.beta_2)
    torch._foreach_maximum_(norms, torch._foreach_abs(gradients))
    rate = optimizer.scalars(step, learning_rate)["rate"]
    torch._foreach_addcdiv_(parameters, momenta, torch._foreach_add(norms, optimizer.epsilon), value=-rate)


def _lion(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    directions = torch._foreach_lerp(slots[0], gradients, 1 - optimizer.beta_1)
    torch._foreach_sign_(directions)
    torch._foreach_add_(parameters, directions, alpha=-learning_rate)
    torch._foreach_lerp_(slots[0], gradients, 1 - optimizer.beta_2)


def _nadam(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    momenta, velocities = slots
    scalars = optimizer.scalars(step, learning_rate)
    torch._foreach_lerp_(momenta, gradients, 1 - optimizer.beta_1)
    _follow_squares(velocities, gradients, optimizer.beta_2)
    roots = _corrected_roots(velocities, scalars["correction"], optimizer.epsilon)
    torch._foreach_addcdiv_(parameters, momenta, roots, value=-scalars["momentum_rate"])
    torch._foreach_addcdiv_(parameters, gradients, roots, value=-scalars["gradient_rate"])


def _lamb(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    momenta, velocities = slots
    scalars = optimizer.scalars(step, learning_rate)
    torch._foreach_lerp_(momenta, gradients, 1 - optimizer.beta_1)
    _follow_squares(velocities, gradients, optimizer.beta_2)
    directions = _corrected_roots(velocities, scalars["velocity_correction"], optimizer.epsilon)
    torch._foreach_reciprocal_(directions)
    torch._foreach_mul_(directions, momenta)
    torch._foreach_mul_(directions, scalars["momentum_correction"])
    weight_norms, step_norms = torch.stack(torch._foreach_norm(parameters)), torch.stack(torch._foreach_norm(directions))
    trust = torch.where((weight_norms > 0) & (step_norms > 0), weight_norms / step_norms, 1.0)
    torch._foreach_mul_(directions, list(trust.unbind()))
    torch._foreach_add_(parameters, directions, alpha=-learning_rate)


def _schedule_free_adamw(
    optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float
) -> None:
    fast, velocities = slots
    scalars = {name: float(value) for name, value in optimizer.scalars(step, learning_rate).items()}
    _follow_squares(velocities, gradients, optimizer.beta_2)
    roots = _corrected_roots(velocities, scalars["correction"], optimizer.epsilon)
    torch._foreach_lerp_(parameters, fast, scalars["mean"])
    torch._foreach_addcdiv_(parameters, gradients, roots, value=-scalars["step_rate"])
    torch._foreach_addcdiv_(fast, gradients, roots, value=-scalars["learning_rate"])


def _muon(optimizer: Any, parameters: Tensors, gradients: Tensors, slots: list[Tensors], step: float, learning_rate: float) -> None:
    scalars = optimizer.scalars(step, learning_rate)
    rows = list(zip(parameters, gradients, *slots, strict=True))
    left = [row for row in rows if row[3] is not None]
    if left:
        values, own_gradients, momenta, velocities = (list(column) for column in zip(*left, strict=True))
        torch._foreach_lerp_(momenta, own_gradients, 1 - optimizer.adam_beta_1)
        _follow_squares(velocities, own_gradients, optimizer.adam_beta_2)
        roots = _corrected_roots(velocities, 1.0, optimizer.epsilon)
        torch._foreach_addcdiv_(values, momenta, roots, value=-scalars["adam_rate"])
    for shape in {row[0].shape for row in rows if row[3] is None}:  # all matrices of one shape at once
        values, own_gradients, momenta, _ = (
            list(column) for column in zip(*[row for row in rows if row[3] is None and row[0].shape == shape], strict=True)
        )
        torch._foreach_mul_(momenta, optimizer.momentum)
        torch._foreach_add_(momenta, own_gradients)
        directions = torch._foreach_add(own_gradients, momenta, alpha=optimizer.momentum) if optimizer.nesterov else momenta
        steps = optimizer.lr_adjust(optimizer.zeropower_via_newtonschulz5(torch.stack(directions), optimizer.ns_steps))
        torch._foreach_add_(values, list(steps.unbind()), alpha=-learning_rate)


def _follow_squares(averages: Tensors, tensors: Tensors, decay: float) -> None:
    """Moving averages of the squares of tensors."""
    torch._foreach_mul_(averages, decay)
    torch._foreach_addcmul_(averages, tensors, tensors, value=1 - decay)


def _corrected_roots(averages: Tensors, correction: float, epsilon: float) -> Tensors:
    roots = torch._foreach_sqrt(averages)
    torch._foreach_mul_(roots, correction)
    torch._foreach_add_(roots, epsilon)
    return roots


def _contiguous(parameters: Tensors, gradients: Tensors) -> bool:
    """Whether torch's fused kernels, which take memory for contiguous, can run."""
    return all(map(torch.Tensor.is_contiguous, (*parameters, *gradients)))


_KERNELS: dict[str | None, Callable] = {
    "adadelta": _adadelta,
    "adagrad": _adagrad,
    "adam": _adam,
    "adamax": _adamax,
    "lamb": _lamb,
    "lion": _lion,
    "muon": _muon,
    "nadam": _nadam,
    "rmsprop": _rmsprop,
    "schedule_free_adamw": _schedule_free_adamw,
    "sgd": _sgd,
}


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
