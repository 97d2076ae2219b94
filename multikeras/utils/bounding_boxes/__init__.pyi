"""The public namespace `multikeras.utils.bounding_boxes`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.layers.preprocessing.image.box_geometry import affine_transform as affine_transform
from multikeras.src.layers.preprocessing.image.box_geometry import clip_to_image_size as clip_to_image_size
from multikeras.src.layers.preprocessing.image.box_overlap import compute_ciou as compute_ciou
from multikeras.src.layers.preprocessing.image.box_overlap import compute_iou as compute_iou
from multikeras.src.layers.preprocessing.image.bounding_boxes import convert_format as convert_format
from multikeras.src.layers.preprocessing.image.box_geometry import crop as crop
from multikeras.src.layers.preprocessing.image.box_deltas import decode_deltas_to_boxes as decode_deltas_to_boxes
from multikeras.src.layers.preprocessing.image.box_deltas import encode_box_to_deltas as encode_box_to_deltas
from multikeras.src.layers.preprocessing.image.box_geometry import pad as pad

__all__ = [
    "affine_transform",
    "clip_to_image_size",
    "compute_ciou",
    "compute_iou",
    "convert_format",
    "crop",
    "decode_deltas_to_boxes",
    "encode_box_to_deltas",
    "pad",
]
