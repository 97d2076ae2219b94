"""Activation functions."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch import celu as celu
from torch import relu as relu
from torch import selu as selu
from torch import sigmoid as sigmoid
from torch.nn import functional
from torch.nn.functional import elu as elu
from torch.nn.functional import mish as mish
from torch.nn.functional import relu6 as relu6
from torch.nn.functional import silu as silu
from torch.nn.functional import softsign as softsign

hard_silu = functional.hardswish
hard_tanh = functional.hardtanh
log_sigmoid = functional.logsigmoid
tanh_shrink = functional.tanhshrink


def softplus(x: Tensor) -> Tensor:
    return functional.softplus(x, threshold=40.0)  # where log1p(exp(-x)) is lost in float64 too


def gelu(x: Tensor, approximate: bool = True) -> Tensor:
    return functional.gelu(x, approximate="tanh" if approximate else "none")


def leaky_relu(x: Tensor, negative_slope: float = 0.2) -> Tensor:
    return functional.leaky_relu(x, negative_slope)


def soft_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    return functional.softshrink(x, threshold)


def hard_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    return functional.hardshrink(x, threshold)


def softmax(x: Tensor, axis: int | tuple[int, ...] | None = -1) -> Tensor:
    return torch.softmax(x, axis) if isinstance(axis, int) else _over_axes(torch.softmax, x, axis)


def log_softmax(x: Tensor, axis: int | tuple[int, ...] | None = -1) -> Tensor:
    return torch.log_softmax(x, axis) if isinstance(axis, int) else _over_axes(torch.log_softmax, x, axis)


def _over_axes(function: Callable, x: Tensor, axis: tuple[int, ...] | None) -> Tensor:
    """A function of one axis, applied to several as if they were one."""
    if axis is None:
        return function(x.reshape(-1), 0).reshape(x.shape)
    last = tuple(range(-len(axis), 0))
    moved = x.movedim(axis, last)
    flat = moved.reshape(*moved.shape[: x.ndim - len(axis)], math.prod(moved.shape[x.ndim - len(axis) :]))
    return function(flat, -1).reshape(moved.shape).movedim(last, axis)
