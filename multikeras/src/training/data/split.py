"""A part of the data set aside for validation."""

from multikeras.src.core import tree
from multikeras.src.training.data.array import count_rows
from multikeras.src.training.data.host_array import holds_arrays, to_arrays


def train_validation_split(arrays: tuple, validation_split: float) -> tuple[tuple, tuple]:
    """Cut the last rows off each array, before any shuffling.

    Args:
        arrays: `(x, y, sample_weight)`, each an array, a nest of arrays, or None.
        validation_split: fraction of the rows that goes to validation, between 0 and 1, both excluded.

    Returns:
        Two tuples like `arrays`: the rows to train on, and those to validate on. They are views.

    Raises:
        ValueError: if the fraction is out of range or leaves one of the two without rows, or if the data are not arrays.
    """
    if not 0 < validation_split < 1:
        raise ValueError(f"validation_split must lie between 0 and 1, both excluded; got {validation_split!r}.")
    for part in arrays:
        if part is not None and not holds_arrays(part):
            raise ValueError(
                f"validation_split needs arrays, of which the last rows can be taken; got {type(part).__name__}. "
                "Give validation_data for other sources of data."
            )
    named = {name: to_arrays(part, name) for name, part in zip(("x", "y", "sample_weight"), arrays, strict=True)}
    rows = count_rows(named)
    cut = int(rows * (1 - validation_split))
    if cut in (0, rows):
        raise ValueError(
            f"validation_split={validation_split} of {rows} rows leaves {cut} to train on and {rows - cut} to validate on; "
            "both need at least one."
        )
    head = tree.map_structure(lambda leaf: None if leaf is None else leaf[:cut], tuple(named.values()))
    tail = tree.map_structure(lambda leaf: None if leaf is None else leaf[cut:], tuple(named.values()))
    return head, tail
