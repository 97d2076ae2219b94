"""The loss of label sequences without alignment."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import floating


@export("multikeras.losses.ctc")
def ctc(y_true: Any, y_pred: Any) -> Any:
    """Loss of connectionist temporal classification: minus the logarithm of the probability of a sequence of labels.

    Class 0 is the blank. `ops.ctc_loss` takes lengths, and another blank.

    Graves et al., 2006, https://doi.org/10.1145/1143844.1143891

    Args:
        y_true: Labels `(batch, labels)` from 1 on, filled up with 0 or less behind.
        y_pred: Logits `(batch, time, classes)`. Time steps that a mask on them leaves out do not count; they must stand behind.

    Returns:
        Tensor `(batch,)`. It is infinite where the labels do not fit into the time steps.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> loss = multikeras.losses.ctc([[1, 0]], np.zeros((1, 2, 2)))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.exp(-loss)).round(4).tolist()
    [0.75]
    """
    mask = masks.get_mask(y_pred) if masks.Flag.raised else None
    y_true, y_pred = ops.cast(y_true, "int32"), floating(y_pred)
    if len(y_true.shape) != 2 or len(y_pred.shape) != 3:
        raise ValueError(
            "ctc: targets must have the shape (batch, labels) and predictions (batch, time, classes); got "
            f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}."
        )
    labels = ops.count_nonzero(y_true > 0, axis=1)
    steps = ops.full(ops.shape(y_pred)[:1], ops.shape(y_pred)[1], dtype="int32") if mask is None else ops.count_nonzero(mask, axis=1)
    return ops.cast(ops.ctc_loss(ops.maximum(y_true, 0), y_pred, labels, steps, mask_index=0), ops.dtype(y_pred))


@export("multikeras.losses.CTC")
class CTC(LossFunctionWrapper):
    """Loss of connectionist temporal classification: minus the logarithm of the probability of a sequence of labels.

    Targets are labels `(batch, labels)` from 1 on, filled up with 0 behind, and predictions logits `(batch, time, classes)`, of
    which class 0 is the blank. Time steps that a mask leaves out do not count.

    Graves et al., 2006, https://doi.org/10.1145/1143844.1143891

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> round(float(multikeras.losses.CTC()([[1, 0]], np.zeros((1, 2, 2)))), 4)
    0.2877
    """

    keeps_indices = True
    heeds_mask = True

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "ctc", dtype: Any = None):
        super().__init__(ctc, reduction=reduction, name=name, dtype=dtype)
