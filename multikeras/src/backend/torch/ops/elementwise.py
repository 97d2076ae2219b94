"""Functions of each element."""

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch import absolute as absolute
from torch import add as add
from torch import arccos as arccos
from torch import arccosh as arccosh
from torch import arcsin as arcsin
from torch import arcsinh as arcsinh
from torch import arctan as arctan
from torch import arctanh as arctanh
from torch import bitwise_and as bitwise_and
from torch import bitwise_not as bitwise_not
from torch import bitwise_or as bitwise_or
from torch import bitwise_xor as bitwise_xor
from torch import ceil as ceil
from torch import cos as cos
from torch import cosh as cosh
from torch import divide as divide
from torch import exp as exp
from torch import exp2 as exp2
from torch import expm1 as expm1
from torch import floor as floor
from torch import floor_divide as floor_divide
from torch import isclose as isclose
from torch import isfinite as isfinite
from torch import isinf as isinf
from torch import isnan as isnan
from torch import log as log
from torch import log1p as log1p
from torch import log2 as log2
from torch import log10 as log10
from torch import logical_and as logical_and
from torch import logical_not as logical_not
from torch import logical_or as logical_or
from torch import logical_xor as logical_xor
from torch import multiply as multiply
from torch import negative as negative
from torch import real as real
from torch import reciprocal as reciprocal
from torch import rsqrt as rsqrt
from torch import sin as sin
from torch import sinh as sinh
from torch import sqrt as sqrt
from torch import square as square
from torch import subtract as subtract
from torch import tan as tan
from torch import tanh as tanh
from torch import trunc as trunc
from torch import where as where

conjugate = torch.conj
left_shift = torch.bitwise_left_shift
mod = torch.remainder
right_shift = torch.bitwise_right_shift

# Python's operators: torch's own functions refuse a number on the left.
equal = operator.eq
greater = operator.gt
greater_equal = operator.ge
less = operator.lt
less_equal = operator.le
not_equal = operator.ne


def sign(x: Tensor) -> Tensor:
    if x.is_floating_point():
        return torch.where(x.isnan(), x, x.sign())  # torch's own gives 0 for NaN
    return x.sgn()


def round(x: Tensor, decimals: int = 0) -> Tensor:
    if x.is_floating_point():
        return torch.round(x, decimals=decimals)
    if x.is_complex():
        return torch.complex(round(x.real, decimals), round(x.imag, decimals))
    if decimals >= 0:
        return x
    return torch.round(x.double(), decimals=decimals).to(x.dtype)


def clip(x: Tensor, x_min: Tensor | None, x_max: Tensor | None) -> Tensor:
    return x if x_min is None and x_max is None else torch.clip(x, x_min, x_max)


def power(x1: Any, x2: Any) -> Tensor:
    result = torch.pow(x1, x2)
    if result.is_complex():
        return torch.where((x1 == 0) & (x2 == 0), 1, result)  # torch's own gives NaN for 0 ** 0
    return result


def _of_tensors(function: Callable) -> Callable:
    """A function of two tensors, with a Python number in the place of one as a scalar of the dtype of the other."""

    def call(x1: Any, x2: Any) -> Tensor:
        if isinstance(x1, Tensor) and isinstance(x2, Tensor):
            return function(x1, x2)
        return function(_like(x1, x2), _like(x2, x1))

    return call


def _like(x: Any, other: Any) -> Tensor:
    return x if isinstance(x, Tensor) else other.new_full((), x)


arctan2 = _of_tensors(torch.arctan2)
maximum = _of_tensors(torch.maximum)
minimum = _of_tensors(torch.minimum)
nextafter = _of_tensors(torch.nextafter)


def imag(x: Tensor) -> Tensor:
    return torch.imag(x) if x.is_complex() else torch.zeros_like(x)
