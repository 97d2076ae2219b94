"""Tables and columns of pandas and polars, told by their classes; neither is imported."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from multikeras.src.core import lazy

PACKAGES = ("pandas", "polars")


def is_frame(x: Any) -> bool:
    """Whether `x` is a table."""
    return any(lazy.is_instance_of(x, package, "DataFrame") for package in PACKAGES)


def is_column(x: Any) -> bool:
    """Whether `x` is a column of a table."""
    return any(lazy.is_instance_of(x, package, "Series") for package in PACKAGES)


def matrix_of(frame: Any, name: str) -> np.ndarray:
    """A table whose columns are all numbers, or all text, as a matrix.

    Raises:
        TypeError: if there are columns of both kinds, or of others.
        ValueError: if there are no columns, or values are missing.
    """
    if not len(frame.columns):
        raise ValueError(f"{name}: the table has no columns.")
    columns = columns_of({f"{name}[{key!r}]": frame[key] for key in frame.columns})
    numbers = [key for key, column in columns.items() if column.dtype.kind in "biuf"]
    if 0 < len(numbers) < len(columns):
        others = {key: str(column.dtype) for key, column in columns.items() if key not in numbers}
        raise TypeError(
            f"{name}: a table goes in as one matrix of numbers, but these columns hold none: {others}. Give the columns apart, as the "
            "dict that a model with an input for each expects: `{key: frame[key] for key in frame.columns}`."
        )
    return np.stack(list(columns.values()), axis=1)


def columns_of(series: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Columns as arrays; those of categories as the values of the categories.

    Raises:
        ValueError: if a column of integers, bools or text lacks values. NaN among floats is a number like others.
    """
    found = {}
    for name, column in series.items():
        missing = int(column.null_count()) if hasattr(column, "null_count") else int(column.isna().sum())
        array = column.to_numpy()
        if missing and not _has_nan_for_missing(column):
            raise ValueError(
                f"{name}: {missing} of {len(column)} values of this column ({column.dtype}) are missing. Fill them or leave their rows "
                "out before."
            )
        found[name] = array.astype(str) if array.dtype == object and all(isinstance(value, str) for value in array) else array
    return found


def _has_nan_for_missing(column: Any) -> bool:
    return isinstance(column.dtype, np.dtype) and column.dtype.kind == "f"
