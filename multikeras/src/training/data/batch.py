"""What a batch is: `(x,)`, `(x, y)` or `(x, y, sample_weight)`, each a nest of arrays."""

from typing import Any

from multikeras.src.core.export import export

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
