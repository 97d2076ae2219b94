"""Losses of embeddings, which should be near where labels are equal."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import fits, floating


@export("multikeras.losses.circle")
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """Circle loss: similarities of equal labels are drawn to 1 and those of others to 0, the more the further they are from there.

    For a sample with similarities `p` to references of its label and `n` to the others it is
    `log(1 + sum(exp(gamma * max(n + margin, 0) * (n - margin))) * sum(exp(-gamma * max(1 + margin - p, 0) * (p - 1 + margin))))`.

    Sun et al., 2020, https://arxiv.org/abs/2002.10857

    Args:
        y_true: Labels `(batch,)` or `(batch, 1)`.
        y_pred: Embeddings `(batch, features)` of unit length, as `ops.normalize` makes them.
        ref_labels: Labels of the references; those of the batch when None.
        ref_embeddings: Embeddings `(references, features)`; those of the batch when None.
        remove_diagonal: Whether no sample is compared with the reference at its own place. Default True.
        gamma: Scale of the loss. Default 80.
        margin: How far similarities may be from 1 and 0. Default 0.4.

    Returns:
        Tensor `(batch,)`; 0 for a sample without references of its label, or of others.

    Raises:
        ValueError: The shapes do not fit, or only one of `ref_labels` and `ref_embeddings` is given.

    Example:

    >>> embeddings = np.eye(2)[[0, 0, 1]]
    >>> values = multikeras.losses.circle([0, 0, 1], embeddings, gamma=1.0)
    >>> multikeras.ops.convert_to_numpy(values).astype("float64").round(3).tolist()
    [0.546, 0.546, 0.0]
    """
    if (ref_labels is None) != (ref_embeddings is None):
        raise ValueError("circle: give both `ref_labels` and `ref_embeddings`, or neither.")
    y_pred = floating(y_pred)
    labels = _labels("y_true", y_true, y_pred)
    references = y_pred if ref_embeddings is None else ops.cast(ref_embeddings, ops.dtype(y_pred))
    reference_labels = labels if ref_labels is None else ops.cast(_labels("ref_labels", ref_labels, references), ops.dtype(labels))
    similarity = ops.matmul(y_pred, ops.transpose(references))
    is_positive = ops.expand_dims(labels, 1) == ops.expand_dims(reference_labels, 0)
    is_negative = ops.logical_not(is_positive)
    if remove_diagonal:
        samples, others = ops.shape(similarity)
        counts = ops.expand_dims(ops.arange(samples, dtype="int32"), 1) != ops.arange(others, dtype="int32")
        is_positive, is_negative = ops.logical_and(is_positive, counts), ops.logical_and(is_negative, counts)
    pull = -gamma * ops.relu(1 + margin - similarity) * (similarity - (1 - margin))
    push = gamma * ops.relu(similarity + margin) * (similarity - margin)
    # Finite, so that gradients are too; half of it, so that two of them can be added.
    never = dtypes.limits(ops.dtype(y_pred))[0] / 4
    pull, push = ops.where(is_positive, pull, never), ops.where(is_negative, push, never)
    return ops.softplus(ops.logsumexp(pull, axis=1) + ops.logsumexp(push, axis=1))


@export("multikeras.losses.Circle")
class Circle(LossFunctionWrapper):
    """Circle loss: similarities of equal labels are drawn to 1 and those of others to 0, the more the further they are from there.

    Each sample of the batch is compared with the others; see `circle`, which also takes references from elsewhere.

    Sun et al., 2020, https://arxiv.org/abs/2002.10857

    Args:
        gamma: Scale of the loss. Default 80.
        margin: How far similarities may be from 1 and 0. Default 0.4.
        remove_diagonal: Whether no sample is compared with itself. Default True.
        reduction, name, dtype: See `Loss`.

    Example:

    >>> loss = multikeras.losses.Circle(gamma=1.0, reduction="sum")
    >>> round(float(loss([0, 0, 1], np.eye(2)[[0, 0, 1]])), 3)
    1.092
    """

    keeps_indices = True

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "circle",
        dtype: Any = None,
    ):
        super().__init__(circle, reduction=reduction, name=name, dtype=dtype, gamma=gamma, margin=margin, remove_diagonal=remove_diagonal)


def _labels(name: str, labels: Any, embeddings: Any) -> Any:
    """Labels `(batch,)` of embeddings `(batch, features)`."""
    labels = ops.convert_to_tensor(labels)
    given = tuple(labels.shape)
    if len(given) == 2 and given[1] in (1, None):
        labels = ops.squeeze(labels, -1)
    if len(embeddings.shape) != 2 or not fits(tuple(labels.shape), tuple(embeddings.shape[:1])):
        raise ValueError(
            f"circle: `{name}` of shape {given} does not fit embeddings of shape {tuple(embeddings.shape)}. Embeddings must have the "
            "shape (batch, features), and labels the shape (batch,) or (batch, 1)."
        )
    return labels
