"""Dropout of whole feature maps."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.regularization.dropout import Dropout


def _feature_maps(layer: str, data_format: str | None, rank: int) -> tuple[str, tuple[int | None, ...]]:
    """The data format of a layer, and the noise shape that is one number for each feature of each sample."""
    data_format = known_data_format(layer, data_format)
    ones = (1,) * rank
    return data_format, (None, *ones, None) if data_format == "channels_last" else (None, None, *ones)


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
        data_format, noise_shape = _feature_maps("SpatialDropout2D", data_format, 2)
        super().__init__(rate, noise_shape=noise_shape, seed=seed, name=name, dtype=dtype)
        self.data_format = data_format
        self.input_spec = InputSpec(ndim=4)


@export("multikeras.layers.SpatialDropout3D")
class SpatialDropout3D(Dropout):
    """Dropout that keeps a feature at all places of a volume or sets it to 0 at all.

    Tompson et al., 2014, https://arxiv.org/abs/1411.4280

    Args:
        rate: The probability with which a feature is set to 0, from 0 to 1.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        seed: Non-negative int; drawn when None.
        name, dtype: As for every `Layer`.

    Input: floating tensor of shape `(batch, depth, rows, columns, features)`, or `(batch, features, depth, rows, columns)` for
    channels_first.

    Output: tensor of the same shape.

    Raises:
        ValueError: `data_format` is neither of these.

    Example:

    >>> y = multikeras.layers.SpatialDropout3D(0.5, seed=0)(np.ones((2, 3, 3, 3, 4), "float32"), training=True)
    >>> bool(multikeras.ops.all(y[:, :1, :1, :1] == y))
    True
    """

    def __init__(self, rate: float, data_format: str | None = None, seed: int | None = None, name: str | None = None, dtype: Any = None):
        data_format, noise_shape = _feature_maps("SpatialDropout3D", data_format, 3)
        super().__init__(rate, noise_shape=noise_shape, seed=seed, name=name, dtype=dtype)
        self.data_format = data_format
        self.input_spec = InputSpec(ndim=5)
