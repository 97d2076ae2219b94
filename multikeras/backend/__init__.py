"""The public namespace `multikeras.backend`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "backend": "multikeras.src.core.config:backend",
        "clear_session": "multikeras.src.utils.session:clear_session",
        "epsilon": "multikeras.src.core.config:epsilon",
        "floatx": "multikeras.src.core.config:floatx",
        "get_uid": "multikeras.src.core.naming:get_uid",
        "image_data_format": "multikeras.src.core.config:image_data_format",
        "is_float_dtype": "multikeras.src.core.dtypes:is_float",
        "is_int_dtype": "multikeras.src.core.dtypes:is_integer",
        "is_keras_tensor": "multikeras.src.backend:is_keras_tensor",
        "result_type": "multikeras.src.core.dtypes:result_type",
        "set_epsilon": "multikeras.src.core.config:set_epsilon",
        "set_floatx": "multikeras.src.core.config:set_floatx",
        "set_image_data_format": "multikeras.src.core.config:set_image_data_format",
        "standardize_dtype": "multikeras.src.core.dtypes:standardize",
    },
    submodules=[],
)
