"""Attention through torch's fused kernels."""

import torch
from torch import Tensor
from torch.nn import functional


def dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None,
    mask: Tensor | None,
    scale: float | None,
    is_causal: bool,
) -> Tensor:
    if is_causal and (bias is not None or mask is not None):
        shape = (query.shape[1], key.shape[1])
        causal = torch.ones(shape, dtype=torch.bool, device=query.device).tril()
        mask = causal if mask is None else mask & causal
        is_causal = False
    # Not the comparison itself, which is symbolic while tracing with unknown sizes.
    grouped = True if query.shape[2] != key.shape[2] else False  # noqa: SIM210
    # The fused kernels want one depth for all three; zeros change neither the scores nor the values before them.
    depth, value_depth = query.shape[-1], value.shape[-1]
    scale = depth**-0.5 if scale is None else scale
    query, key, value = (_deepened(x, max(depth, value_depth)).transpose(1, 2) for x in (query, key, value))
    seeing = None if mask is None else mask.any(-1, keepdim=True)
    if seeing is not None:
        query = torch.where(seeing, query, 0)
    mask = _additive(bias, mask, seeing, query)
    outputs = functional.scaled_dot_product_attention(query, key, value, mask, is_causal=is_causal, scale=scale, enable_gqa=grouped)
    return outputs.transpose(1, 2)[..., :value_depth]


def _deepened(x: Tensor, depth: int) -> Tensor:
    return functional.pad(x, (0, depth - x.shape[-1])) if x.shape[-1] < depth else x


def _additive(bias: Tensor | None, mask: Tensor | None, seeing: Tensor | None, query: Tensor) -> Tensor | None:
    """Bias and mask as one tensor to add to the scores.

    What is masked gets a large finite number, since with -inf a row with nothing to attend to is NaN in some of the kernels. Such a row,
    where `seeing` is False, gets zeros: beside large numbers the kernels' backward passes lose their sum of exponentials.
    """
    if bias is not None:
        bias = bias.to(query.dtype)
    if mask is None:
        return bias
    zero = query.new_zeros(())
    hidden = torch.where(seeing, torch.finfo(query.dtype).min / 2, zero)
    return torch.where(mask, zero if bias is None else bias, hidden)
