"""The public namespace `multikeras.utils.bounding_boxes`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "affine_transform": "multikeras.src.layers.preprocessing.image.box_geometry:affine_transform",
        "clip_to_image_size": "multikeras.src.layers.preprocessing.image.box_geometry:clip_to_image_size",
        "compute_ciou": "multikeras.src.layers.preprocessing.image.box_overlap:compute_ciou",
        "compute_iou": "multikeras.src.layers.preprocessing.image.box_overlap:compute_iou",
        "convert_format": "multikeras.src.layers.preprocessing.image.bounding_boxes:convert_format",
        "crop": "multikeras.src.layers.preprocessing.image.box_geometry:crop",
        "decode_deltas_to_boxes": "multikeras.src.layers.preprocessing.image.box_deltas:decode_deltas_to_boxes",
        "encode_box_to_deltas": "multikeras.src.layers.preprocessing.image.box_deltas:encode_box_to_deltas",
        "pad": "multikeras.src.layers.preprocessing.image.box_geometry:pad",
    },
    submodules=[],
)
