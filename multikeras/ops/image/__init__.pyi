"""The public namespace `multikeras.ops.image`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.warping import affine_transform as affine_transform
from multikeras.src.ops.framing import crop_images as crop_images
from multikeras.src.random.elastic import elastic_transform as elastic_transform
from multikeras.src.ops.patches import extract_patches as extract_patches
from multikeras.src.ops.patches import extract_patches_3d as extract_patches_3d
from multikeras.src.ops.filtering import gaussian_blur as gaussian_blur
from multikeras.src.ops.color import hsv_to_rgb as hsv_to_rgb
from multikeras.src.ops.warping import map_coordinates as map_coordinates
from multikeras.src.ops.framing import pad_images as pad_images
from multikeras.src.ops.warping import perspective_transform as perspective_transform
from multikeras.src.ops.patches import reconstruct_patches as reconstruct_patches
from multikeras.src.ops.resampling import resize as resize
from multikeras.src.ops.color import rgb_to_grayscale as rgb_to_grayscale
from multikeras.src.ops.color import rgb_to_hsv as rgb_to_hsv
from multikeras.src.ops.resampling import scale_and_translate as scale_and_translate
from multikeras.src.ops.filtering import sobel_edges as sobel_edges
from multikeras.src.ops.filtering import ssim as ssim

__all__ = [
    "affine_transform",
    "crop_images",
    "elastic_transform",
    "extract_patches",
    "extract_patches_3d",
    "gaussian_blur",
    "hsv_to_rgb",
    "map_coordinates",
    "pad_images",
    "perspective_transform",
    "reconstruct_patches",
    "resize",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "scale_and_translate",
    "sobel_edges",
    "ssim",
]
