"""Functions of scalars or small tensors made into functions of tensors of any shape."""

import functools
import math
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from multikeras.src.core import shapes, tree
from multikeras.src.core.export import export
from multikeras.src.ops.control import vectorized_map
from multikeras.src.ops.movement import broadcast_to, reshape
from multikeras.src.ops.tensor import convert_to_tensor

_TENSOR = r"\(\s*(?:\w+(?:\s*,\s*\w+)*)?\s*\)"
_TENSORS = rf"\s*{_TENSOR}(?:\s*,\s*{_TENSOR})*\s*"


class _Signature(NamedTuple):
    """The names of the dimensions that belong to a call of the function, for each argument and each result."""

    inputs: list[tuple[str, ...]]
    outputs: list[tuple[str, ...]]


def _parsed(signature: str) -> _Signature:
    if not re.fullmatch(f"{_TENSORS}->{_TENSORS}", signature):
        raise ValueError(f'vectorize: `signature` must be of the form "(m,n),(n)->(m)"; got {signature!r}.')
    sides = signature.split("->")
    return _Signature(*[[tuple(re.findall(r"\w+", one)) for one in re.findall(_TENSOR, side)] for side in sides])


def _bind(names: tuple[str, ...], shape: tuple, sizes: dict[str, int], what: str) -> tuple:
    """Give the last dimensions of `shape` their names; returns the others."""
    split = len(shape) - len(names)
    if split < 0:
        raise ValueError(f"vectorize: {what} has shape {shape}, which lacks dimensions of `signature`: {names}.")
    for name, size in zip(names, shape[split:], strict=True):
        if sizes.setdefault(name, size) != size:
            raise ValueError(f"vectorize: the dimension {name!r} is {sizes[name]} elsewhere, and {size} in {what} of shape {shape}.")
    return shape[:split]


@export(["multikeras.ops.vectorize", "multikeras.ops.numpy.vectorize"])
def vectorize(pyfunc: Callable, *, excluded: Collection[int | str] | None = None, signature: str | None = None) -> Callable:
    """A function that calls another for each element of its arguments, which broadcast.

    All calls run at once where the framework can, so that `pyfunc` must be made of ops: its arguments have no values to branch on.

    Args:
        pyfunc: Function of scalar tensors, or of those that `signature` describes; its results are tensors, or a nest of them.
        excluded: Positions and names of arguments that are passed on whole.
        signature: Dimensions that belong to one call, such as "(m,n),(n)->(m)" for a product of matrix and vector; the dimensions
            before them broadcast. None, the default, for scalars.

    Returns:
        The function. Its results have the broadcast shape, followed by the dimensions of one result.

    Raises:
        ValueError: `signature` cannot be read; later, in a call: shapes do not fit, are not known or hold no element.
        TypeError: `pyfunc` cannot be called.

    Example:

    >>> distance = multikeras.ops.vectorize(lambda a, b: multikeras.ops.sum(multikeras.ops.abs(a - b)), signature="(n),(n)->()")
    >>> multikeras.ops.convert_to_numpy(distance([[1, 2], [3, 4]], [1, 1])).tolist()
    [1, 5]
    """
    if not callable(pyfunc):
        raise TypeError(f"vectorize: `pyfunc` must be a function, got {pyfunc!r}.")
    dimensions = None if signature is None else _parsed(signature)
    whole = frozenset(excluded or ())

    @functools.wraps(pyfunc)
    def vectorized(*args: Any, **kwargs: Any) -> Any:
        given = {**dict(enumerate(args)), **kwargs}
        tensors = {name: convert_to_tensor(x) for name, x in given.items() if name not in whole}

        def one(elements: list) -> Any:
            full = {**given, **dict(zip(tensors, elements, strict=True))}
            return pyfunc(*[full.pop(position) for position in range(len(args))], **full)

        inputs = [()] * len(tensors) if dimensions is None else dimensions.inputs
        if len(inputs) != len(tensors):
            raise ValueError(f"vectorize: `signature={signature!r}` is of {len(inputs)} arguments, and {len(tensors)} were given.")
        sizes: dict[str, int] = {}
        loops = [_bind(names, tuple(x.shape), sizes, f"argument {k!r}") for names, (k, x) in zip(inputs, tensors.items(), strict=True)]
        loop = functools.reduce(shapes.broadcast, loops, ())
        if None in loop or math.prod(loop) == 0:
            raise ValueError(f"vectorize: the arguments broadcast to {loop}; the sizes must be known, and above 0.")
        if not loop:
            return _checked(one(list(tensors.values())), dimensions, (), sizes)
        rows = []
        for x, own in zip(tensors.values(), loops, strict=True):
            rest = tuple(x.shape)[len(own) :]
            rows.append(reshape(broadcast_to(x, loop + rest), (math.prod(loop), *rest)))
        results = vectorized_map(one, rows)
        results = tree.map_structure(lambda y: reshape(y, loop + tuple(y.shape)[1:]), results)
        return _checked(results, dimensions, loop, sizes)

    return vectorized


def _checked(results: Any, dimensions: _Signature | None, loop: tuple, sizes: dict[str, int]) -> Any:
    """The results, if they are as the signature says."""
    leaves = tree.flatten(results)
    outputs = [()] * len(leaves) if dimensions is None else dimensions.outputs
    if len(leaves) != len(outputs):
        raise ValueError(f"vectorize: `signature` names {len(outputs)} results, and the function gave {len(leaves)}.")
    for i, (names, leaf) in enumerate(zip(outputs, leaves, strict=True)):
        if _bind(names, tuple(leaf.shape), sizes, f"result {i}") != loop:
            raise ValueError(f"vectorize: result {i} of one call has shape {tuple(leaf.shape)[len(loop) :]}, expected {names}.")
    return results
