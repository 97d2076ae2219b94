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
    outputs = functional.scaled_dot_product_attention(
        query.transpose(1, 2),
        key.transpose(1, 2),
        value.transpose(1, 2),
        attn_mask=_additive(bias, mask, query),
        is_causal=is_causal,
        scale=scale,
        enable_gqa=grouped,
    )
    return outputs.transpose(1, 2)


def _additive(bias: Tensor | None, mask: Tensor | None, query: Tensor) -> Tensor | None:
    """Bias and mask as one tensor to add to the scores.

    What is masked gets a large finite number: with -inf, a row with nothing to attend to is NaN in some of the kernels.
    """
    if bias is not None:
        bias = bias.to(query.dtype)
    if mask is None:
        return bias
    return torch.where(mask, query.new_zeros(()) if bias is None else bias, torch.finfo(query.dtype).min / 2)
