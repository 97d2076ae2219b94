"""How ops take sparse tensors: a tag on the op says it, one adapter for each backend (`backend/<name>/sparse.py`) does it.

An op without a tag gets dense tensors, and says so once.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from multikeras.src import backend
from multikeras.src.core import shapes, tree
from multikeras.src.core.symbolic import KerasTensor


@dataclass(frozen=True)
class Sparsity:
    """How an op takes sparse tensors.

    Args:
        keeps: Whether the result is sparse, from a list that says which of the op's tensors are.
        aligned: It is so only where the sparse ones have the shape of the result, that is, are not broadcast.
        on_values: The op works on each number by itself and leaves 0 what it is, so that it runs on the values that are stored.
        at_stored: The op has a result that is not 0 only where the sparse one among its two tensors has one.
        matrices: Only matrices, and no stacks of them, have a sparse form.
        body: The op's definition does it, by ops that have tags.
    """

    keeps: Callable[[Sequence[bool]], bool]
    aligned: bool = False
    on_values: bool = False
    at_stored: bool = False
    matrices: bool = False
    body: bool = False

    def marks(self, given: Sequence[bool], sizes: Sequence[tuple], result: tuple) -> bool:
        """Whether a result of shape `result` is sparse."""
        fits = not self.aligned or all(size == result for size, sparse in zip(sizes, given, strict=True) if sparse)
        return len(result) > 0 and fits and self.has_form(sizes) and self.keeps(given)

    def has_form(self, sizes: Sequence[tuple]) -> bool:
        """Whether tensors of these shapes have a sparse form."""
        return not self.matrices or all(len(size) == 2 for size in sizes)


def _never(given: Sequence[bool]) -> bool:
    return False


def _first(given: Sequence[bool]) -> bool:
    return given[0] and not any(given[1:])


VALUES = Sparsity(any, on_values=True)
"""f(0) = 0: `abs`, `relu`, `cast`."""

UNION = Sparsity(all, aligned=True)
"""0 where both are 0: `add`."""

PRODUCT = Sparsity(any, aligned=True, at_stored=True)
"""0 where one is 0: `multiply`."""

QUOTIENT = Sparsity(_first, aligned=True, at_stored=True)
"""0 where the first is 0: `divide`. Where both are 0 the result is 0 and not NaN."""

LINEAR = Sparsity(all)
"""Values moved or added up, and 0 where there are none: `reshape`, `concatenate`, `sum`."""

CONTRACTION = Sparsity(all, matrices=True)
"""Products of matrices, of which one may be dense: `matmul`."""

BODY = Sparsity(_never, body=True)
"""Made of ops that have tags: `linear`."""

LOOKUP = Sparsity(_never)
"""A dense result, one for each position of a sparse one: `take`."""

_told: set[str] = set()


def is_sparse(x: Any) -> bool:
    """Whether a tensor or KerasTensor is sparse."""
    return x.sparse if isinstance(x, KerasTensor) else backend.sparse.is_sparse(x)


def any_sparse(values: Any) -> bool:
    """Whether there is a sparse tensor among an op's arguments."""
    return any(map(backend.sparse.is_sparse, tree.flatten(values)))


def marked(op: Any, outputs: Any, arguments: Sequence[Any]) -> Any:
    """The inferred result of an op, sparse where the op keeps that."""
    tensors = _tensors(op, arguments)
    if not any(x.sparse for x in tensors):
        return outputs

    def mark(x: KerasTensor) -> KerasTensor:
        sparse = op.sparse is not None and op.sparse.marks([t.sparse for t in tensors], [t.shape for t in tensors], x.shape)
        return x if x.sparse == sparse else KerasTensor(x.shape, x.dtype, sparse=sparse)

    return tree.map_structure(mark, outputs)


def run(op: Any, arguments: list[Any]) -> Any:
    """Call an op with converted and promoted arguments among which there are sparse tensors."""
    tag, tensors = op.sparse, _tensors(op, arguments)
    if tag is None:
        _tell(op.name)
        return _run_dense(op, arguments)
    given = [is_sparse(x) for x in tensors]
    first, *others = arguments
    if tag.body:
        return op.apply(op.body, arguments)
    if tag.on_values and given[0] and sum(given) == 1:
        return backend.sparse.map_values(lambda values: op.call([values, *others]), first)
    native = getattr(backend.sparse, op.name, None)
    sizes = [backend.static_shape(x) for x in tensors]
    if tag.aligned:
        if not tag.marks(given, sizes, shapes.broadcast(*sizes)):
            return _run_dense(op, arguments)
        if tag.at_stored:
            return _run_at_stored(op, first, others[0])
    if native is not None and tag.has_form(sizes) and (tag.matrices or tag.keeps(given)):
        result = op.apply(native, arguments)
        return result if backend.static_shape(result) else densified(result)
    return _run_dense(op, arguments)


def _tensors(op: Any, arguments: Sequence[Any]) -> list[Any]:
    return [x for i in op.positions for x in tree.flatten(arguments[i]) if x is not None]


def _run_dense(op: Any, arguments: Sequence[Any]) -> Any:
    return op.call([tree.map_structure(densified, x) if i in op.positions else x for i, x in enumerate(arguments)])


def _run_at_stored(op: Any, x1: Any, x2: Any) -> Any:
    """The op on the stored values of one tensor and those of the other in the same places."""
    if is_sparse(x1):
        return backend.sparse.map_values(lambda values: op.run(values, backend.sparse.at_stored(densified(x2), x1)), x1)
    return backend.sparse.map_values(lambda values: op.run(backend.sparse.at_stored(x1, x2), values), x2)


def cast(x: Any, dtype: Any) -> Any:
    """A sparse tensor of another dtype."""
    return x if x.dtype == dtype else backend.sparse.map_values(partial(backend.cast, dtype=dtype), x)


def densified(x: Any) -> Any:
    """`x`, dense."""
    return backend.sparse.densify(x) if is_sparse(x) else x


def _tell(name: str) -> None:
    if name not in _told:
        _told.add(name)
        warnings.warn(
            f"{name}: the {backend.NAME} backend makes a dense tensor of a sparse one here, since {name} has no sparse form. "
            "Convert it before, if that is what you want: `ops.convert_to_tensor(x, sparse=False)`.",
            stacklevel=5,
        )
