"""What the cropping layers share."""

from typing import Any

from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.reshaping.margins import margins


class BaseCropping(Layer):
    """The spatial axes without their margins.

    Args:
        rank: Number of spatial axes.
        cropping: Widths of the margins, in one of the forms that `margins` takes.
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, cropping: Any, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.cropping = margins(type(self).__name__, "cropping", cropping, rank)
        self.data_format = known_data_format(type(self).__name__, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        first = 2 if self.data_format == "channels_first" else 1
        sizes = inputs.shape[first : first + len(self.cropping)]
        if any(isinstance(size, int) and sum(pair) >= size for size, pair in zip(sizes, self.cropping, strict=True)):
            raise ValueError(f"{self._label}: `cropping={self.cropping}` leaves nothing of an input of shape {tuple(inputs.shape)}.")
        kept = tuple(slice(before, -after if after else None) for before, after in self.cropping)
        return inputs[(slice(None),) * first + kept]
