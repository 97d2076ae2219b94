"""What a batch is: `(x,)`, `(x, y)` or `(x, y, sample_weight)`, each a nest of arrays."""

from collections.abc import Iterable, Iterator
from typing import Any

from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.training.data.host_array import SCALARS, join_plain_lists

Batch = tuple[Any, ...]
"""`(x,)`, `(x, y)` or `(x, y, sample_weight)`; `y` may be None when there are weights only."""


def as_batch(data: Any) -> Batch:
    """What a data source yielded, as a tuple of one to three parts; anything but a tuple or list is `x` alone.

    Raises:
        ValueError: if a tuple or list of another length is given.
    """
    if type(data) is not tuple:
        data = tuple(data) if isinstance(data, list | tuple) else (data,)
    if not 1 <= len(data) <= 3:
        raise ValueError(
            f"A batch has the form x, (x,), (x, y) or (x, y, sample_weight); got {len(data)} parts of types "
            f"{[type(part).__name__ for part in data]}. Several inputs of a model go into a nested tuple or a dict, as in "
            "((x1, x2), y)."
        )
    return data


def batches_of(source: Iterable[Any], name: str) -> Iterator[Batch]:
    """What a data source yields as batches, which are seen to have one structure.

    Lists of numbers in a batch become arrays.

    Args:
        source: the source.
        name: what the user knows it as, for messages.

    Raises:
        ValueError: if there are single samples, or if a batch has another structure than the first.
    """
    types: list[type] | None = None
    pattern: Any = None
    holds_lists = False
    for number, data in enumerate(source, 1):
        batch = as_batch(data)
        if types is None:
            holds_lists = any(isinstance(leaf, SCALARS) for leaf in tree.flatten(batch))
        if holds_lists:
            batch = tuple(join_plain_lists(part) for part in batch)
        kinds = [type(part) for part in batch]
        if types is None:
            check_rows(batch, name)
            types, pattern = kinds, tree.map_structure(lambda _: None, batch)
            flat = not any(tree.is_nested(part) for part in batch)
        elif not flat or kinds != types:  # flat batches, which most are, are told by the types of their parts
            try:
                tree.assert_same_structure(pattern, batch)
            except ValueError as error:
                raise ValueError(f"Batch {number} of the {name} given as data is unlike the first one. {error}") from error
        yield batch


def check_rows(batch: Batch, name: str) -> None:
    """See that the arrays of a batch have rows.

    Raises:
        ValueError: if one is a scalar, as in data that were not batched.
    """
    for path, leaf in tree.flatten_with_path(batch):
        shape = getattr(leaf, "shape", None)
        if isinstance(leaf, SCALARS) or (shape is not None and not len(shape)):
            part = ("x", "y", "sample_weight")[path[0]] + "".join(f"[{key!r}]" for key in path[1:])
            raise ValueError(
                f"The {name} given as data yields single samples, since {part} is a scalar ({type(leaf).__name__}); it must yield "
                "batches, whose arrays have samples on the first axis. Batch it, for example by `.batch(32)` where it has that."
            )


@export("multikeras.utils.unpack_x_y_sample_weight")
def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """Take a batch apart, as a custom `train_step` does first of all.

    Args:
        data: `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`, as a tuple or list; each part a tensor or a nest of tensors.

    Returns:
        The tuple `(x, y, sample_weight)`, with None for each part that is missing.

    Raises:
        ValueError: if `data` is a tuple or list of more than three parts, or of none.

    Example:

    >>> multikeras.utils.unpack_x_y_sample_weight(([1, 2], [3, 4]))
    ([1, 2], [3, 4], None)
    """
    batch = as_batch(data)
    return (*batch, None, None)[:3]


@export("multikeras.utils.pack_x_y_sample_weight")
def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """Put a batch together, the inverse of `unpack_x_y_sample_weight`.

    Args:
        x: a tensor or a nest of tensors.
        y: targets of the same kind, or None.
        sample_weight: weights of the samples, or None.

    Returns:
        The shortest tuple that holds what is given. `x` alone comes back as it is, unless it is itself a list or tuple, which
        is wrapped in a tuple of one so that its parts are not taken for targets and weights.

    Example:

    >>> multikeras.utils.pack_x_y_sample_weight([1, 2], [3, 4])
    ([1, 2], [3, 4])
    >>> multikeras.utils.pack_x_y_sample_weight({"image": [1, 2]})
    {'image': [1, 2]}
    """
    if sample_weight is not None:
        return (x, y, sample_weight)
    if y is not None:
        return (x, y)
    return (x,) if isinstance(x, list | tuple) else x
