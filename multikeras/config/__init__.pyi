"""The public namespace `multikeras.config`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.config import backend as backend
from multikeras.src.core.config import disable_flash_attention as disable_flash_attention
from multikeras.src.core.config import disable_interactive_logging as disable_interactive_logging
from multikeras.src.core.config import disable_traceback_filtering as disable_traceback_filtering
from multikeras.src.dtype_policies.policy import dtype_policy as dtype_policy
from multikeras.src.random.determinism import enable_determinism as enable_determinism
from multikeras.src.core.config import enable_flash_attention as enable_flash_attention
from multikeras.src.core.config import enable_interactive_logging as enable_interactive_logging
from multikeras.src.core.config import enable_traceback_filtering as enable_traceback_filtering
from multikeras.src.core.config import enable_unsafe_deserialization as enable_unsafe_deserialization
from multikeras.src.core.config import epsilon as epsilon
from multikeras.src.core.config import floatx as floatx
from multikeras.src.core.config import image_data_format as image_data_format
from multikeras.src.core.config import is_flash_attention_enabled as is_flash_attention_enabled
from multikeras.src.core.config import is_interactive_logging_enabled as is_interactive_logging_enabled
from multikeras.src.core.config import is_nnx_enabled as is_nnx_enabled
from multikeras.src.core.config import is_traceback_filtering_enabled as is_traceback_filtering_enabled
from multikeras.src.core.config import max_epochs as max_epochs
from multikeras.src.core.config import max_steps_per_epoch as max_steps_per_epoch
from multikeras.src.core.config import rng as rng
from multikeras.src.core.config import set_backend as set_backend
from multikeras.src.dtype_policies.policy import set_dtype_policy as set_dtype_policy
from multikeras.src.core.config import set_epsilon as set_epsilon
from multikeras.src.core.config import set_floatx as set_floatx
from multikeras.src.core.config import set_image_data_format as set_image_data_format
from multikeras.src.core.config import set_max_epochs as set_max_epochs
from multikeras.src.core.config import set_max_steps_per_epoch as set_max_steps_per_epoch
from multikeras.src.core.config import set_rng as set_rng

__all__ = [
    "backend",
    "disable_flash_attention",
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "dtype_policy",
    "enable_determinism",
    "enable_flash_attention",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "floatx",
    "image_data_format",
    "is_flash_attention_enabled",
    "is_interactive_logging_enabled",
    "is_nnx_enabled",
    "is_traceback_filtering_enabled",
    "max_epochs",
    "max_steps_per_epoch",
    "rng",
    "set_backend",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_max_epochs",
    "set_max_steps_per_epoch",
    "set_rng",
]
