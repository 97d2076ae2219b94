"""Choice between tensors by a condition."""

from typing import Any

import numpy as np

from multikeras.src.core.cases import ALL, Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.typing import Tensor, Tensors
from multikeras.src.ops import elementwise
from multikeras.src.ops.indexing import nonzero
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common


@export(["multikeras.ops.where", "multikeras.ops.numpy.where"])
def where(condition: Tensor, x1: Tensor | None = None, x2: Tensor | None = None) -> Any:
    """Elements of one tensor where a condition holds, of another elsewhere; with a condition alone, where it holds.

    Args:
        condition: Tensor; elements that are not zero count as true.
        x1: Tensor whose shape broadcasts with the others.
        x2: Tensor whose shape broadcasts with the others.

    Returns:
        Tensor of the broadcast shape and the common dtype of `x1` and `x2`. Without them, what `nonzero(condition)` gives: a
        tuple of int32 tensors, one for each axis.

    Raises:
        ValueError: Only one of `x1` and `x2` is given.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.where([True, False], [1, 2], 0)).tolist()
    [1, 0]
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        missing = "x1" if x1 is None else "x2"
        raise ValueError(f"where: `{missing}` is None. Give both `x1` and `x2`, or neither to get the indices where `condition` holds.")
    return elementwise.where(elementwise.truth(condition), x1, x2)


_MASK = draw(2, 3, dtype="bool")
_SELECTIONS = (
    call([_MASK, _MASK], [draw(2, 3), draw(2, 3)], draw()),
    call([_MASK], [draw(2, 3)]),
    call([_MASK, draw(3, dtype="bool"), draw(2, 1, dtype="bool")], [draw(3), draw(), draw(2, 3)], 7),
    call([draw(0, 3, dtype="bool")], [draw(3)]),
)


def _selected(condlist: list, choicelist: list, default: Any = 0) -> np.ndarray:
    return np.select(condlist, choicelist, np.asarray(default, np.asarray(choicelist[0]).dtype))


@op("numpy", promote=common.of("choicelist", "default"), cases=Cases(_selected, _SELECTIONS, ALL, differentiable=True))
def select(condlist: Tensors, choicelist: Tensors, default: Tensor = 0) -> Tensor:
    """Elements of the first of several tensors whose condition holds.

    Args:
        condlist: List of conditions; elements that are not zero count as true.
        choicelist: List of as many tensors. All shapes broadcast together.
        default: Value where no condition holds, 0 by default.

    Returns:
        Tensor of the broadcast shape and the common dtype of `choicelist` and `default`.

    Raises:
        ValueError: The lists are empty or differ in length.

    Example:

    >>> x = np.array([1, 5, 9])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.select([x < 3, x < 7], [x, -x], 100)).tolist()
    [1, -5, 100]
    """
    if not condlist or len(condlist) != len(choicelist):
        raise ValueError(f"select: `condlist` and `choicelist` must have one length above 0; got {len(condlist)} and {len(choicelist)}.")
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = elementwise.where(elementwise.truth(condition), choice, result)
    return result
