"""Blocks of images through torch's own kernels."""

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import Tensor
from torch.nn import functional


def _run(function: Callable, rank: int, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    if x.ndim != rank:  # torch would take a tensor without a batch axis
        raise ValueError(f"Expected a tensor of {rank} dimensions; got shape {tuple(x.shape)}.")
    if x.is_floating_point():
        return function(x, *args, **kwargs)
    return function(x.double(), *args, **kwargs).to(x.dtype)  # there are no kernels for integers; doubles hold those of up to 53 bits


unfold = partial(_run, functional.unfold, 4)
fold = partial(_run, functional.fold, 3)
