"""Pooling. As in convolution, a channels_last tensor goes in as a permuted view."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from multikeras.src.backend.torch.ops.convolution import Sizes, same_padding

_MAX_POOL = {1: functional.max_pool1d, 2: functional.max_pool2d, 3: functional.max_pool3d}
_AVERAGE_POOL = {1: functional.avg_pool1d, 2: functional.avg_pool2d, 3: functional.avg_pool3d}
_ADAPTIVE_MAX_POOL = {1: functional.adaptive_max_pool1d, 2: functional.adaptive_max_pool2d, 3: functional.adaptive_max_pool3d}
_ADAPTIVE_AVERAGE_POOL = {1: functional.adaptive_avg_pool1d, 2: functional.adaptive_avg_pool2d, 3: functional.adaptive_avg_pool3d}


def max_pool(inputs: Tensor, pool_size: Sizes, strides: Sizes, padding: str, data_format: str) -> Tensor:
    return _pool(_max_windows, inputs, pool_size, strides, padding, data_format)


def average_pool(inputs: Tensor, pool_size: Sizes, strides: Sizes, padding: str, data_format: str) -> Tensor:
    return _pool(_average_windows, inputs, pool_size, strides, padding, data_format)


def _max_windows(x: Tensor, window: Sizes, strides: Sizes, padding: Sizes, ceil_mode: bool) -> Tensor:
    if len(window) == 1 and not x.is_floating_point():  # of sequences there is no kernel for integers
        return _max_windows(x.unsqueeze(-2), (1, *window), (1, *strides), (0, *padding), ceil_mode).squeeze(-2)
    return _MAX_POOL[len(window)](x, window, strides, padding, ceil_mode=ceil_mode)


def _average_windows(x: Tensor, window: Sizes, strides: Sizes, padding: Sizes, ceil_mode: bool) -> Tensor:
    if len(window) == 3 and x.device.type == "cpu" and x.dtype in (torch.float16, torch.bfloat16):  # no kernel of torch does it
        return _average_windows(x.float(), window, strides, padding, ceil_mode).to(x.dtype)
    return _AVERAGE_POOL[len(window)](x, window, strides, padding, ceil_mode, False)


def _pool(function: Callable, x: Tensor, window: Sizes, strides: Sizes, padding: str, data_format: str) -> Tensor:
    rank = len(window)
    if data_format == "channels_last":
        if rank == 1:
            return _pool(function, x.unsqueeze(1), (1, *window), (1, *strides), padding, data_format).squeeze(1)
        return _pool(function, x.movedim(-1, 1), window, strides, padding, "channels_first").movedim(1, -1)
    if padding == "valid":
        return function(x, window, strides, (0,) * rank, False)
    # The windows at the end may hang over the edge (`ceil_mode`), which gives the odd place after. With stride 1 that makes no
    # further window: there the odd place is put before too, and the first window dropped.
    pairs = same_padding(x, window, strides, (1,) * rank)
    doubled = [after != before and stride == 1 for (before, after), stride in zip(pairs, strides, strict=True)]
    widths = tuple(after if twice else before for (before, after), twice in zip(pairs, doubled, strict=True))
    outputs = function(x, window, strides, widths, True)
    for axis, twice in enumerate(doubled, 2):
        if twice:
            outputs = outputs.narrow(axis, 1, outputs.shape[axis] - 1)
    return outputs


def adaptive_max_pool(inputs: Tensor, output_size: Sizes, data_format: str) -> Tensor:
    if not inputs.is_floating_point():  # there are no kernels for integers, and doubles hold those of up to 53 bits
        return adaptive_max_pool(inputs.double(), output_size, data_format).to(inputs.dtype)
    return _pool_adaptively(_ADAPTIVE_MAX_POOL, inputs, output_size, data_format)


def adaptive_average_pool(inputs: Tensor, output_size: Sizes, data_format: str) -> Tensor:
    return _pool_adaptively(_ADAPTIVE_AVERAGE_POOL, inputs, output_size, data_format)


def _pool_adaptively(functions: dict[int, Callable], x: Tensor, output_size: Sizes, data_format: str) -> Tensor:
    if data_format == "channels_first":
        return functions[len(output_size)](x, output_size)
    if len(output_size) == 1:
        return _pool_adaptively(functions, x.unsqueeze(1), (1, *output_size), data_format).squeeze(1)
    return functions[len(output_size)](x.movedim(-1, 1), output_size).movedim(1, -1)
