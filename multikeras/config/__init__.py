"""The public namespace `multikeras.config`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "backend": "multikeras.src.core.config:backend",
        "disable_flash_attention": "multikeras.src.core.config:disable_flash_attention",
        "disable_interactive_logging": "multikeras.src.core.config:disable_interactive_logging",
        "disable_traceback_filtering": "multikeras.src.core.config:disable_traceback_filtering",
        "dtype_policy": "multikeras.src.dtype_policies.policy:dtype_policy",
        "enable_determinism": "multikeras.src.random.determinism:enable_determinism",
        "enable_flash_attention": "multikeras.src.core.config:enable_flash_attention",
        "enable_interactive_logging": "multikeras.src.core.config:enable_interactive_logging",
        "enable_traceback_filtering": "multikeras.src.core.config:enable_traceback_filtering",
        "enable_unsafe_deserialization": "multikeras.src.core.config:enable_unsafe_deserialization",
        "epsilon": "multikeras.src.core.config:epsilon",
        "floatx": "multikeras.src.core.config:floatx",
        "image_data_format": "multikeras.src.core.config:image_data_format",
        "is_flash_attention_enabled": "multikeras.src.core.config:is_flash_attention_enabled",
        "is_interactive_logging_enabled": "multikeras.src.core.config:is_interactive_logging_enabled",
        "is_nnx_enabled": "multikeras.src.core.config:is_nnx_enabled",
        "is_traceback_filtering_enabled": "multikeras.src.core.config:is_traceback_filtering_enabled",
        "max_epochs": "multikeras.src.core.config:max_epochs",
        "max_steps_per_epoch": "multikeras.src.core.config:max_steps_per_epoch",
        "rng": "multikeras.src.core.config:rng",
        "set_backend": "multikeras.src.core.config:set_backend",
        "set_dtype_policy": "multikeras.src.dtype_policies.policy:set_dtype_policy",
        "set_epsilon": "multikeras.src.core.config:set_epsilon",
        "set_floatx": "multikeras.src.core.config:set_floatx",
        "set_image_data_format": "multikeras.src.core.config:set_image_data_format",
        "set_max_epochs": "multikeras.src.core.config:set_max_epochs",
        "set_max_steps_per_epoch": "multikeras.src.core.config:set_max_steps_per_epoch",
        "set_rng": "multikeras.src.core.config:set_rng",
    },
    submodules=[],
)
