"""A penalty on vectors that point the same way."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.regularizers.base import Regularizer
from multikeras.src.regularizers.norm import check_factor

MODES = ("rows", "columns")


@export(["multikeras.regularizers.OrthogonalRegularizer", "multikeras.regularizers.orthogonal_regularizer"])
class OrthogonalRegularizer(Regularizer):
    """The mean over all pairs of rows, or of columns, of the absolute cosine of the angle between the two, times a factor.

    Args:
        factor: The factor, 0 or more.
        mode: "rows" or "columns": which vectors of the matrix are pushed to be orthogonal.

    Raises:
        ValueError: An argument is none of these, or it is called with a tensor that is no matrix.

    Example:

    >>> float(multikeras.regularizers.OrthogonalRegularizer()(np.eye(3, dtype="float32")))
    0.0
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows"):
        check_factor(self, "factor", factor)
        if mode not in MODES:
            raise ValueError(f"OrthogonalRegularizer: `mode` must be one of {MODES}, got {mode!r}.")
        self.factor = factor
        self.mode = mode

    def __call__(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        if x.ndim != 2:
            raise ValueError(f"OrthogonalRegularizer works on matrices, got a tensor of shape {tuple(x.shape)}.")
        vectors = ops.normalize(x if self.mode == "rows" else ops.transpose(x), axis=1)
        count = vectors.shape[0]
        cosines = ops.absolute(ops.matmul(vectors, ops.transpose(vectors)))
        among_others = ops.sum(cosines * (1 - ops.eye(count, dtype=vectors.dtype)))
        return self.factor * among_others / max(1, count * (count - 1))
