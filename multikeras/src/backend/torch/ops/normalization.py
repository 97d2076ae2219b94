"""Normalisation through torch's fused kernels, which sum 16-bit floats in float32."""

import torch
from torch import Tensor
from torch.nn import functional

_HALF = (torch.float16, torch.bfloat16)


def batch_normalization(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    offset: Tensor | None,
    scale: Tensor | None,
    axis: int,
    epsilon: float,
) -> Tensor:
    given = [parameter for parameter in (mean, variance, offset, scale) if parameter is not None]
    # The kernel gives no gradient to its statistics, and does not mix dtypes everywhere.
    if x.ndim > 1 and all(one.dtype == x.dtype for one in given) and not (mean.requires_grad or variance.requires_grad):
        moved = x if axis == 1 else x.movedim(axis, 1)
        result = functional.batch_norm(moved, mean, variance, scale, offset, False, 0.0, epsilon)
        return result if axis == 1 else result.movedim(1, axis)
    mean, variance, *affine = (None if one is None else _wide(one) for one in (mean, variance, offset, scale))
    offset, scale = (None if one is None else _along(one, (axis,), x) for one in affine)
    factor = _along((variance + epsilon).rsqrt(), (axis,), x)
    if scale is not None:
        factor = factor * scale
    result = (_wide(x) - _along(mean, (axis,), x)) * factor
    return (result if offset is None else result + offset).to(x.dtype)


def layer_normalization(x: Tensor, gamma: Tensor | None, beta: Tensor | None, axis: tuple[int, ...], epsilon: float) -> Tensor:
    if axis[0] == x.ndim - len(axis):
        gamma, beta = (None if one is None else one.to(x.dtype) for one in (gamma, beta))
        return functional.layer_norm(x, x.shape[axis[0] :], gamma, beta, epsilon)
    wide = _wide(x)
    variance, mean = torch.var_mean(wide, axis, correction=0, keepdim=True)
    result = (wide - mean) * (variance + epsilon).rsqrt()
    if gamma is not None:
        result = result * _along(_wide(gamma), axis, x)
    if beta is not None:
        result = result + _along(_wide(beta), axis, x)
    return result.to(x.dtype)


def moments(x: Tensor, axes: int | tuple[int, ...], keepdims: bool, synchronized: bool) -> tuple[Tensor, Tensor]:
    variance, mean = torch.var_mean(_wide(x), axes, correction=0, keepdim=keepdims)
    return mean.to(x.dtype), variance.to(x.dtype)


def _wide(x: Tensor) -> Tensor:
    return x.float() if x.dtype in _HALF else x


def _along(parameter: Tensor, axes: tuple[int, ...], x: Tensor) -> Tensor:
    return parameter.reshape([size if place in axes else 1 for place, size in enumerate(x.shape)])
