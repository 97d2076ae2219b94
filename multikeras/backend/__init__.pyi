"""The public namespace `multikeras.backend`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.config import backend as backend
from multikeras.src.utils.session import clear_session as clear_session
from multikeras.src.core.config import epsilon as epsilon
from multikeras.src.core.config import floatx as floatx
from multikeras.src.core.naming import get_uid as get_uid
from multikeras.src.core.config import image_data_format as image_data_format
from multikeras.src.core.dtypes import is_float as is_float_dtype
from multikeras.src.core.dtypes import is_integer as is_int_dtype
from multikeras.src.backend import is_keras_tensor as is_keras_tensor
from multikeras.src.core.dtypes import result_type as result_type
from multikeras.src.core.config import set_epsilon as set_epsilon
from multikeras.src.core.config import set_floatx as set_floatx
from multikeras.src.core.config import set_image_data_format as set_image_data_format
from multikeras.src.core.dtypes import standardize as standardize_dtype

__all__ = [
    "backend",
    "clear_session",
    "epsilon",
    "floatx",
    "get_uid",
    "image_data_format",
    "is_float_dtype",
    "is_int_dtype",
    "is_keras_tensor",
    "result_type",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "standardize_dtype",
]
