"""The base classes of losses."""

from collections.abc import Callable
from typing import Any

from multikeras.src import ops
from multikeras.src.core import config, dtypes, masks, tree
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.core.naming import to_snake_case, unique_name
from multikeras.src.losses.reduction import check_reduction, reduce_weighted_values
from multikeras.src.losses.shape import wide


@export(["multikeras.losses.Loss", "multikeras.Loss"])
class Loss(Configured):
    """Base of losses, which say how far predictions are from targets.

    A subclass defines `call(y_true, y_pred)`, which gives the losses of the samples; calling the loss weights and reduces them.

    Args:
        name: Name.
        reduction: How the losses of samples become one number: `"sum_over_batch_size"` or `"mean"`, `"sum"`,
            `"mean_with_sample_weight"` (the sum divided by the sum of the weights), or None or `"none"` to keep them apart.
        dtype: Floating dtype, or dtype policy, in which the loss is computed; when None that of the predictions, floatx at
            least.

    Raises:
        ValueError: There is no such reduction.

    Example:

    >>> class Distance(multikeras.losses.Loss):
    ...     def call(self, y_true, y_pred):
    ...         return multikeras.ops.sum(multikeras.ops.absolute(y_true - y_pred), axis=-1)
    >>> float(Distance()(np.zeros((2, 3)), np.ones((2, 3))))
    3.0
    """

    keeps_indices = False
    """Whether `call` gets integer targets as they are, rather than in the dtype of the loss."""
    heeds_mask = False
    """Whether `call` itself heeds a mask on predictions, rather than losses being left out by it."""

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size", dtype: Any = None):
        self.name = unique_name(to_snake_case(type(self).__name__)) if name is None else name
        self.reduction = check_reduction(reduction, type(self).__name__)
        self._dtype = None if dtype is None else dtypes.standardize(getattr(dtype, "compute_dtype", dtype))

    @property
    def dtype(self) -> str:
        """Name of the dtype in which the loss is computed, unless predictions are wider."""
        return self._dtype or config.floatx()

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch.

        Args:
            y_true: Targets, or a nest of them.
            y_pred: Predictions, likewise. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.

        Returns:
            A scalar tensor; one of the losses of samples without a reduction.

        Raises:
            ValueError: Shapes do not fit.
        """
        mask = masks.get_mask(y_pred) if masks.Flag.raised else None
        if _is_nest(y_pred):
            y_pred = tree.map_structure(self._prediction, y_pred)
            dtype = ops.dtype(tree.flatten(y_pred)[0])
        else:
            y_pred = self._prediction(y_pred)
            dtype = ops.dtype(y_pred)
            if self.heeds_mask and mask is not None:
                masks.set_mask(y_pred, mask)
                mask = None
        y_true = tree.map_structure(lambda x: self._target(x, dtype), y_true) if _is_nest(y_true) else self._target(y_true, dtype)
        values = ops.convert_to_tensor(self.call(y_true, y_pred))
        if masks.Flag.raised:
            own = masks.get_mask(values)
            mask = own if mask is None else mask if own is None else ops.logical_and(mask, own)
        return reduce_weighted_values(values, sample_weight, self.reduction, mask)

    def _prediction(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        return ops.cast(x, self._dtype or wide(ops.dtype(x)))

    def _target(self, x: Any, dtype: str) -> Any:
        x = ops.convert_to_tensor(x)
        return x if self.keeps_indices and dtypes.is_integer(ops.dtype(x)) else ops.cast(x, dtype)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The losses of the samples; to be defined by subclasses.

        Args:
            y_true: Targets, in the dtype of the loss.
            y_pred: Predictions, likewise.

        Returns:
            A tensor, as a rule of the shape of the predictions without their last axis.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `call(self, y_true, y_pred)`.")


def _is_nest(x: Any) -> bool:
    """Whether `x` holds several arrays, rather than being one or a list of numbers that stands for one."""
    return isinstance(x, dict) or (isinstance(x, (list, tuple)) and any(hasattr(leaf, "shape") for leaf in tree.flatten(x)))


class LossFunctionWrapper(Loss):
    """A loss made of a function.

    Args:
        fn: Function `(y_true, y_pred, **kwargs)` that gives the losses of the samples.
        reduction, name, dtype: See `Loss`. The name is that of the function when None.
        **kwargs: Further arguments of the function.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        super().__init__(name=name or getattr(fn, "__name__", None), reduction=reduction, dtype=dtype)
        self.fn = fn
        self._arguments = kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.fn(y_true, y_pred, **self._arguments)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, reduction={self.reduction}>"
