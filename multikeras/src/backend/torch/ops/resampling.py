"""Images on another grid."""

from torch import Tensor
from torch.nn.functional import interpolate


def resize_linearly(images: Tensor, size: tuple, antialias: bool, data_format: str) -> Tensor:
    batch = images[None] if images.ndim == 3 else images
    channels_first = batch if data_format == "channels_first" else batch.movedim(-1, 1)
    result = interpolate(channels_first, size, mode="bilinear", align_corners=False, antialias=antialias)
    result = result if data_format == "channels_first" else result.movedim(1, -1)
    return result[0] if images.ndim == 3 else result
