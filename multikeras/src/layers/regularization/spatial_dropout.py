"""Dropout of whole feature maps."""

from typing import Any

from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.regularization.dropout import Dropout

NOISE_SHAPES = {"channels_last": (None, 1, 1, None), "channels_first": (None, None, 1, 1)}


@export("multikeras.layers.SpatialDropout1D")
class SpatialDropout1D(Dropout):
    """Dropout that keeps a feature at all steps of a sequence or sets it to 0 at all.

    Tompson et al., 2014, https://arxiv.org/abs/1411.4280

    Args:
        rate: The probability with which a feature is set to 0, from 0 to 1.
        seed: Non-negative int; drawn when None.
        name, dtype: As for every `Layer`.

    Input: floating tensor of shape `(batch, steps, features)`.

    Output: tensor of the same shape.

    Example:

    >>> y = multikeras.layers.SpatialDropout1D(0.5, seed=0)(np.ones((2, 3, 4), "float32"), training=True)
    >>> bool(multikeras.ops.all(y[:, :1] == y))
    True
    """

    def __init__(self, rate: float, seed: int | None = None, name: str | None = None, dtype: Any = None):
        super().__init__(rate, noise_shape=(None, 1, None), seed=seed, name=name, dtype=dtype)
        self.input_spec = InputSpec(ndim=3)


@export("multikeras.layers.SpatialDropout2D")
class SpatialDropout2D(Dropout):
    """Dropout that keeps a feature at all pixels of an image or sets it to 0 at all.

    Tompson et al., 2014, https://arxiv.org/abs/1411.4280

    Args:
        rate: The probability with which a feature is set to 0, from 0 to 1.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        seed: Non-negative int; drawn when None.
        name, dtype: As for every `Layer`.

    Input: floating tensor of shape `(batch, rows, columns, features)`, or `(batch, features, rows, columns)` for
    channels_first.

    Output: tensor of the same shape.

    Raises:
        ValueError: `data_format` is neither of these.

    Example:

    >>> y = multikeras.layers.SpatialDropout2D(0.5, seed=0)(np.ones((2, 3, 3, 4), "float32"), training=True)
    >>> bool(multikeras.ops.all(y[:, :1, :1] == y))
    True
    """

    def __init__(self, rate: float, data_format: str | None = None, seed: int | None = None, name: str | None = None, dtype: Any = None):
        data_format = config.image_data_format() if data_format is None else data_format
        if data_format not in NOISE_SHAPES:
            raise ValueError(f"SpatialDropout2D: `data_format` must be one of {list(NOISE_SHAPES)}, got {data_format!r}.")
        super().__init__(rate, noise_shape=NOISE_SHAPES[data_format], seed=seed, name=name, dtype=dtype)
        self.data_format = data_format
        self.input_spec = InputSpec(ndim=4)
