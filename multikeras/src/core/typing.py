"""Types of arguments. The op decorator reads them to learn which arguments are tensors, so they are data as well as hints."""

from collections.abc import Sequence
from typing import Annotated, Any

Tensor = Annotated[Any, "tensor"]
"""One tensor, or what converts to one: arrays, nested lists, Python numbers, Variables, KerasTensors."""

Tensors = Annotated[Sequence[Any], "tensors"]
"""A list or tuple of tensors."""

Structure = Annotated[Any, "structure"]
"""A nest (dicts, lists, tuples) of tensors."""

DTypeLike = Annotated[Any, "dtype"]
"""Anything that names a dtype: "float32", np.float32, torch.float32; None for the default."""

Shape = tuple[int | None, ...]
"""Sizes of dimensions. Ops that take one also take a number, a list, or a shape object of a framework."""

Ints = int | Sequence[int]
"""A number or several. Ops that take them also take lists and NumPy's integers."""

Axis = int | Sequence[int] | None
"""An axis, several, or None. Ops that take one also take lists and NumPy's integers."""
