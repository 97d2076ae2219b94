"""The public namespace `multikeras.ops.image`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "affine_transform": "multikeras.src.ops.warping:affine_transform",
        "crop_images": "multikeras.src.ops.framing:crop_images",
        "elastic_transform": "multikeras.src.random.elastic:elastic_transform",
        "extract_patches": "multikeras.src.ops.patches:extract_patches",
        "extract_patches_3d": "multikeras.src.ops.patches:extract_patches_3d",
        "gaussian_blur": "multikeras.src.ops.filtering:gaussian_blur",
        "hsv_to_rgb": "multikeras.src.ops.color:hsv_to_rgb",
        "map_coordinates": "multikeras.src.ops.warping:map_coordinates",
        "pad_images": "multikeras.src.ops.framing:pad_images",
        "perspective_transform": "multikeras.src.ops.warping:perspective_transform",
        "reconstruct_patches": "multikeras.src.ops.patches:reconstruct_patches",
        "resize": "multikeras.src.ops.resampling:resize",
        "rgb_to_grayscale": "multikeras.src.ops.color:rgb_to_grayscale",
        "rgb_to_hsv": "multikeras.src.ops.color:rgb_to_hsv",
        "scale_and_translate": "multikeras.src.ops.resampling:scale_and_translate",
        "sobel_edges": "multikeras.src.ops.filtering:sobel_edges",
        "ssim": "multikeras.src.ops.filtering:ssim",
    },
    submodules=[],
)
