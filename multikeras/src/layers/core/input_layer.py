"""Where data enters a graph."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor, Node
from multikeras.src.layers.base import Layer


@export("multikeras.layers.InputLayer")
class InputLayer(Layer):
    """The vertex of a graph at which a tensor comes in; `Input` makes it and gives its tensor.

    Args:
        shape: Shape without the batch dimension.
        batch_size: Size of the batch dimension, if it is fixed.
        dtype: dtype of the data; floatx when None.
        sparse: Whether the data are sparse tensors.
        ragged: Whether the data are ragged tensors.
        batch_shape: Shape with the batch dimension, instead of `shape`.
        input_tensor: KerasTensor to take the place of a new one.
        optional: Whether the data may be None.
        name: Name.

    Raises:
        ValueError: Both or neither of `shape` and `batch_shape` are given.

    Example:

    >>> multikeras.layers.InputLayer(shape=(3,)).output.shape
    (None, 3)
    """

    def __init__(
        self,
        shape: Sequence[int | None] | None = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Sequence[int | None] | None = None,
        input_tensor: KerasTensor | None = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        if input_tensor is not None:
            if not isinstance(input_tensor, KerasTensor):
                raise ValueError(f"InputLayer: `input_tensor` must be a KerasTensor, got {input_tensor!r}.")
            batch_shape, dtype = input_tensor.shape, input_tensor.dtype
        elif (shape is None) == (batch_shape is None):
            raise ValueError(
                f"Input: give either `shape` (without the batch dimension) or `batch_shape`, got shape={shape!r}, "
                f"batch_shape={batch_shape!r}."
            )
        if batch_shape is None:
            if isinstance(shape, int) or not all(n is None or hasattr(n, "__index__") for n in shape):
                raise ValueError(f"Input: `shape` must be a tuple of ints and None, got {shape!r}. A vector of 3 has shape (3,).")
            batch_shape = (batch_size, *shape)
        self.batch_shape = tuple(batch_shape)
        self._input_dtype = dtypes.standardize(dtype)
        self.sparse = bool(sparse)
        self.ragged = bool(ragged)
        self.optional = optional
        tensor = input_tensor
        if tensor is None:
            tensor = KerasTensor(self.batch_shape, self._input_dtype, sparse=self.sparse, ragged=self.ragged, name=self.name)
        self.built = True
        Node(self, (), {}, tensor)
        tensor._keras_history = (self, 0, 0)

    def call(self) -> None:
        raise NotImplementedError(f"{self._label} is where data enter a model; it is not called itself.")

    @property
    def dtype(self) -> str:
        """dtype of the data."""
        return self._input_dtype

    def get_config(self) -> dict[str, Any]:
        return {
            "batch_shape": list(self.batch_shape),
            "dtype": self._input_dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
            "optional": self.optional,
        }


@export(["multikeras.Input", "multikeras.layers.Input"])
def Input(
    shape: Sequence[int | None] | None = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Sequence[int | None] | None = None,
    name: str | None = None,
    tensor: KerasTensor | None = None,
    optional: bool = False,
) -> KerasTensor:
    """A symbolic tensor that stands for data fed to a model.

    Args:
        shape: Shape without the batch dimension, None where any size will do.
        batch_size: Size of the batch dimension, if it is fixed.
        dtype: dtype of the data; floatx when None.
        sparse: Whether the data are sparse tensors.
        ragged: Whether the data are ragged tensors.
        batch_shape: Shape with the batch dimension, instead of `shape`.
        name: Name of the input.
        tensor: KerasTensor to be made an input.
        optional: Whether the data may be None.

    Returns:
        A KerasTensor.

    Raises:
        ValueError: Both or neither of `shape` and `batch_shape` are given.

    Example:

    >>> x = multikeras.Input((3,))
    >>> model = multikeras.Model(x, multikeras.layers.Dense(2)(x))
    >>> model.output_shape
    (None, 2)
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        name=name,
        input_tensor=tensor,
        optional=optional,
    )
    return layer.output
