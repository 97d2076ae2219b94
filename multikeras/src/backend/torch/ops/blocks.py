"""Blocks of images through torch's own kernels."""

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import Tensor
from torch.nn import functional


def _run(function: Callable, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    if x.is_floating_point():
        return function(x, *args, **kwargs)
    return function(x.double(), *args, **kwargs).to(x.dtype)  # there are no kernels for integers; doubles hold those of up to 53 bits


unfold = partial(_run, functional.unfold)
fold = partial(_run, functional.fold)
