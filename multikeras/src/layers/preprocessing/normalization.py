"""Normalization by the statistics of a data set."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend, ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.layers.normalization.batch_normalization import known_size
from multikeras.src.layers.preprocessing.data_layer import DataLayer


@export("multikeras.layers.Normalization")
class Normalization(DataLayer):
    """Shifts and scales features to mean 0 and variance 1: `(x - mean) / sqrt(variance)`.

    Mean and variance are given, or found in data by `adapt`.

    Args:
        axis: Axis or axes that have a mean and a variance for each index; None for one mean and one variance of all values.
        mean: The mean, a number or an array with the sizes of the axes; from `adapt` when None.
        variance: The variance, in the same form.
        invert: Whether to undo the normalization: `x * sqrt(variance) + mean`.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape and any numeric dtype, the sizes of the axes known.

    Output: floating tensor of the same shape, of the compute dtype.

    Raises:
        ValueError: Only one of `mean` and `variance` is given.

    Example:

    >>> layer = multikeras.layers.Normalization()
    >>> layer.adapt(np.array([[0.0], [2.0], [4.0], [2.0]], "float32"))
    >>> float(layer.mean[0, 0]), float(layer.variance[0, 0])
    (2.0, 2.0)
    """

    def __init__(
        self,
        axis: int | Sequence[int] | None = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if (mean is None) != (variance is None):
            raise ValueError(f"Normalization: give both `mean` and `variance`, or neither and call `adapt`; got {mean} and {variance}.")
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        self.invert = invert
        self._given = None if mean is None else (np.asarray(mean, "float32"), np.asarray(variance, "float32"))
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        ndim = len(input_shape)
        sizes = {axis % ndim: known_size(self, input_shape, axis) for axis in self.axis}
        kept, shape = sorted(sizes), tuple(sizes[axis] for axis in sorted(sizes))
        self._reduced = tuple(i for i in range(ndim) if i not in kept)
        self._broadcast = tuple(input_shape[i] if i in kept else 1 for i in range(ndim))
        if self._given is None:
            self.adapt_mean = self.add_weight(name="mean", shape=shape, initializer="zeros", trainable=False, autocast=False)
            self.adapt_variance = self.add_weight(name="variance", shape=shape, initializer="ones", trainable=False, autocast=False)
            self.count = self.add_weight(name="count", shape=(), dtype="int32", initializer="zeros", trainable=False)
        else:
            self._given = tuple(np.broadcast_to(value, shape) for value in self._given)

    def adapt(self, data: Any) -> None:
        """Find mean and variance of data. What an earlier call found is forgotten.

        Args:
            data: An array or tensor, or something that gives batches: a `PyDataset`, `tf.data.Dataset` or other iterable.

        Raises:
            ValueError: Mean and variance were given to the constructor, or there is no data.
        """
        if self._given is not None:
            raise ValueError(f"{self._label} has the `mean` and `variance` that it was given, so it cannot `adapt`.")
        count, mean, squares = 0, 0.0, 0.0
        for batch in _batches(data):
            if not self.built:
                self.build((None, *batch.shape[1:]))
            # Batches are joined by the pairwise update of Chan, Golub and LeVeque, 1983, which cancels nothing.
            new = int(np.prod([batch.shape[i] for i in self._reduced]))
            if new == 0:
                continue
            new_mean = batch.mean(self._reduced, dtype="float64")
            delta = new_mean - mean
            squares = squares + batch.var(self._reduced, dtype="float64") * new + delta**2 * (count * new / (count + new))
            mean = mean + delta * (new / (count + new))
            count += new
        if count == 0:
            raise ValueError(f"{self._label}: there is no data to adapt to.")
        self.adapt_mean.assign(mean)
        self.adapt_variance.assign(squares / count)
        self.count.assign(min(count, np.iinfo("int32").max))

    def finalize_state(self) -> None:
        """Kept for code written for Keras 3: what `adapt` found or a file held is in use at once."""

    @property
    def mean(self) -> Any:
        """The mean, of a shape that broadcasts with the inputs; None before the layer is built."""
        return self._statistics()[0] if self.built else None

    @property
    def variance(self) -> Any:
        """The variance, of a shape that broadcasts with the inputs; None before the layer is built."""
        return self._statistics()[1] if self.built else None

    def _statistics(self) -> list[Any]:
        """Mean and variance in a shape that broadcasts with the inputs."""
        values = (self.adapt_mean, self.adapt_variance) if self._given is None else self._given
        return [ops.reshape(value, self._broadcast) for value in values]

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        mean, variance = (ops.cast(value, self.compute_dtype) for value in self._statistics())
        deviation = ops.maximum(ops.sqrt(variance), config.epsilon())
        return x * deviation + mean if self.invert else (x - mean) / deviation


def _batches(data: Any) -> Iterator[np.ndarray]:
    """The batches of a data set, or an array as one."""
    if backend.is_tensor(data) or hasattr(data, "__array__") or isinstance(data, (list, tuple)):
        batches: Any = [data]
    elif hasattr(data, "__getitem__") and hasattr(data, "__len__"):
        batches = (data[i] for i in range(len(data)))
    else:
        batches = data
    for batch in batches:
        if isinstance(batch, tuple):
            raise ValueError(
                f"Normalization: `adapt` takes a data set of inputs alone, but its batches are tuples of {len(batch)}. "
                "Map it to the inputs."
            )
        yield np.asarray(backend.to_numpy(batch) if backend.is_tensor(batch) else batch)
