"""Choice between tensors by a condition."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.typing import Tensor
from multikeras.src.ops import elementwise
from multikeras.src.ops.indexing import nonzero


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
