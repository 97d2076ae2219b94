"""Rearrangements of axes that a text describes, in the notation of einops (Rogozhnikov, 2022, https://openreview.net/forum?id=oapKSVM2bcj)."""

import math
from typing import Any

import einops
import numpy as np
from einops.parsing import ParsedExpression

from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.movement import broadcast_to, expand_dims, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.reduction import all_, any_, max_, mean, min_, prod, sum_
from multikeras.src.ops.tensor import shape as shape_of

_REDUCTIONS = {"sum": sum_, "mean": mean, "max": max_, "min": min_, "prod": prod, "any": any_, "all": all_}

Groups = list[list[Any]]  # of each dimension: the axes that it is made of, by name


def _groups(side: str, ellipsis: list[str]) -> Groups:
    """One side of a pattern; the dimensions that "..." stands for get the names in `ellipsis`."""
    try:
        parsed = ParsedExpression(side, allow_underscore=False)
    except einops.EinopsError as error:
        raise ValueError(f"{side!r} cannot be read: {error}") from error
    groups: Groups = []
    for group in parsed.composition:
        if group == "…":  # on its own, each of its dimensions stays one
            groups += [[name] for name in ellipsis]
        else:
            groups.append([one for name in group for one in (ellipsis if name == "…" else [name])])
    return groups


def _split_sizes(dimension: Any, group: list[Any], lengths: dict[Any, Any]) -> None:
    """Find the length of each axis that makes up a dimension."""
    for axis in group:
        if not isinstance(axis, str):
            lengths[axis] = axis.value
    unknown = [axis for axis in group if axis not in lengths]
    known = math.prod([lengths[axis] for axis in group if axis in lengths])
    if len(unknown) > 1:
        raise ValueError(f"give the lengths of all but one of the axes {group}, as keywords.")
    if isinstance(dimension, int) and (dimension % known if unknown and known else dimension != known):
        raise ValueError(f"a dimension of {dimension} cannot be made of the axes {group} with the lengths {lengths}.")
    if unknown:
        lengths[unknown[0]] = None if dimension is None else dimension // known if known else 0


def _product(lengths: list[Any]) -> Any:
    return None if None in lengths else math.prod(lengths)


def _flat(groups: Groups) -> list[Any]:
    return [axis for group in groups for axis in group]


def _with_einops(x: np.ndarray, pattern: str, reduction: str | None, lengths: dict[str, int]) -> np.ndarray:
    try:
        return einops.repeat(x, pattern, **lengths) if reduction is None else einops.reduce(x, pattern, reduction, **lengths)
    except einops.EinopsError as error:
        raise ValueError(str(error)) from error


@op(
    cases=Cases(
        _with_einops,
        (
            call(draw(2, 3, 4), "a b c -> c (b a)", None, {}),
            call(draw(2, 6, 4), "a (b c) d -> a c b d", None, {"b": 2}),
            call(draw(2, 6, 4), "... (b c) d -> d ... b c", None, {"c": 3}),
            call(draw(2, 3, 4), "a ... -> (a ...)", None, {}),
            call(draw(2, 1, 3), "a 1 b -> b 1 a 1", None, {}),
            call(draw(), "-> 1 1", None, {}),
            call(draw(0, 4), "a (b c) -> (a b) c", None, {"b": 2}),
            call(draw(2, 3), "a b -> a n b m", None, {"n": 2, "m": 3}),
            call(draw(2, 3), "a b -> (2 a) (b 3)", None, {}),
            *(call(draw(2, 4, 6), "b (h h2) (w w2) -> b h w", name, {"h2": 2, "w2": 3}) for name in ("max", "min", "sum", "mean", "prod")),
            call(draw(2, 3, 4), "a b c -> c", "sum", {}),
            call(draw(2, 3, 4), "a ... -> a 1 1", "sum", {}),
            call(draw(2, 3, 4), "... ->", "sum", {}),
        ),
        dtypes=("float32", "float64", "int32"),
        differentiable=True,
    ),
)
def rearranged(x: Tensor, pattern: str, reduction: str | None, lengths: dict[str, int]) -> Tensor:
    """What `pattern` describes: axes split, put into another order, reduced, repeated, joined.

    Args:
        x: Tensor.
        pattern: Axes before and after.
        reduction: How axes that vanish are reduced; None where none may.
        lengths: Lengths of axes.

    Returns:
        Tensor.
    """
    left, arrow, right = pattern.partition("->")
    if not arrow:
        raise ValueError(f"`pattern={pattern!r}` must hold an arrow, '->', between the axes before and after.")
    ellipsis = [f"...{i}" for i in range(len(x.shape) - len(_groups(left, [])))] if "..." in left else []
    before, after = _groups(left, ellipsis), _groups(right, ellipsis)
    if len(before) != len(x.shape):
        raise ValueError(f"`pattern={pattern!r}` describes {len(before)} dimensions, and the tensor has shape {tuple(x.shape)}.")
    lengths = dict(lengths)
    stray = sorted(lengths.keys() - set(_flat(before)) - set(_flat(after)))
    if stray:
        raise ValueError(f"`pattern={pattern!r}` has no axes of the names {stray}, for which lengths are given.")
    for dimension, group in zip(shape_of(x), before, strict=True):
        _split_sizes(dimension, group, lengths)
    given, wanted = _flat(before), _flat(after)
    for axis in wanted:
        if not isinstance(axis, str):
            lengths[axis] = axis.value
    kept = [axis for axis in wanted if axis in given]
    gone = [axis for axis in given if axis not in wanted]
    new = [axis for axis in wanted if axis not in given]
    if gone and reduction is None:
        raise ValueError(f"`pattern={pattern!r}` loses the axes {gone}. Take `ops.einops.reduce` if they are to be reduced.")
    if any(axis not in lengths for axis in new):
        raise ValueError(f"`pattern={pattern!r}` has the new axes {new}: give their lengths as keywords, to `ops.einops.repeat`.")
    if any(len(group) != 1 for group in before):
        x = reshape(x, [lengths[axis] for axis in given])
    order = [given.index(axis) for axis in kept + gone]
    if order != sorted(order):
        x = transpose(x, order)
    if gone:
        x = _REDUCTIONS[reduction](x, axis=tuple(range(len(kept), len(given))))
    if new:
        x = expand_dims(x, tuple(place for place, axis in enumerate(wanted) if axis in new))
        x = broadcast_to(x, [lengths[axis] for axis in wanted])
    if any(len(group) != 1 for group in after):
        x = reshape(x, [_product([lengths[axis] for axis in group]) for group in after])
    return x


def _checked(lengths: dict[str, Any]) -> dict[str, int]:
    wrong = {name: length for name, length in lengths.items() if not isinstance(length, (int, np.integer)) or length < 0}
    if wrong:
        raise ValueError(f"the lengths of axes are ints that are not negative; got {wrong}.")
    return {name: int(length) for name, length in lengths.items()}


@export(["multikeras.ops.rearrange", "multikeras.ops.einops.rearrange"])
def rearrange(tensor: Tensor, pattern: str, **axes_lengths: int) -> Tensor:
    """Splits, joins and reorders the axes of a tensor, as a text describes it.

    Args:
        tensor: Tensor.
        pattern: Names of the axes before and after, as in "batch (height width) channels -> batch channels height width".
            Parentheses join the axes of one dimension, the last one running fastest; "..." stands for any number of dimensions,
            and 1 for one of that size.
        **axes_lengths: Lengths of axes by name: of all but one of those that share a dimension before.

    Returns:
        Tensor of the same elements.

    Raises:
        ValueError: The pattern cannot be read or does not fit the shape, an axis vanishes or is new, a length is missing.

    Example:

    >>> x = multikeras.ops.rearrange(np.zeros((2, 6, 3)), "batch (h w) c -> batch c h w", h=2)
    >>> tuple(x.shape)
    (2, 3, 2, 3)
    """
    return rearranged(tensor, pattern, None, _checked(axes_lengths))


@export("multikeras.ops.einops.reduce")
def reduce(tensor: Tensor, pattern: str, reduction: str, **axes_lengths: int) -> Tensor:
    """Rearranges a tensor, and reduces the axes that vanish.

    Args:
        tensor: Tensor.
        pattern: Names of the axes before and after, as for `rearrange`.
        reduction: "sum", "mean", "max", "min", "prod", "any" or "all".
        **axes_lengths: Lengths of axes by name.

    Returns:
        Tensor, of the dtype that the reduction gives.

    Raises:
        ValueError: The pattern cannot be read or does not fit the shape, a length is missing, or there is no such reduction.

    Example:

    >>> x = multikeras.ops.einops.reduce(np.ones((1, 4, 4, 3)), "batch (h 2) (w 2) c -> batch h w c", "mean")
    >>> tuple(x.shape)
    (1, 2, 2, 3)
    """
    if reduction not in _REDUCTIONS:
        raise ValueError(f"reduce: `reduction` must be one of {sorted(_REDUCTIONS)}; got {reduction!r}.")
    return rearranged(tensor, pattern, reduction, _checked(axes_lengths))


@export("multikeras.ops.einops.repeat")
def repeat(tensor: Tensor, pattern: str, **axes_lengths: int) -> Tensor:
    """Rearranges a tensor, and repeats it along axes that are new.

    Args:
        tensor: Tensor.
        pattern: Names of the axes before and after, as for `rearrange`.
        **axes_lengths: Lengths of axes by name: of the new ones, too.

    Returns:
        Tensor.

    Raises:
        ValueError: The pattern cannot be read or does not fit the shape, an axis vanishes, or a length is missing.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.einops.repeat([1, 2], "a -> (a n)", n=2)).tolist()
    [1, 1, 2, 2]
    """
    return rearranged(tensor, pattern, None, _checked(axes_lengths))
