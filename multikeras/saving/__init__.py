"""The public namespace `multikeras.saving`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "CustomObjectScope": "multikeras.src.core.registry:CustomObjectScope",
        "custom_object_scope": "multikeras.src.core.registry:CustomObjectScope",
        "deserialize_keras_object": "multikeras.src.core.registry:deserialize_keras_object",
        "get_custom_objects": "multikeras.src.core.registry:get_custom_objects",
        "get_registered_name": "multikeras.src.core.registry:get_registered_name",
        "get_registered_object": "multikeras.src.core.registry:get_registered_object",
        "load_model": "multikeras.src.saving.model_file:load_model",
        "load_weights": "multikeras.src.saving.model_file:load_weights",
        "register_keras_serializable": "multikeras.src.core.registry:register_keras_serializable",
        "save_model": "multikeras.src.saving.model_file:save_model",
        "save_weights": "multikeras.src.saving.model_file:save_weights",
        "serialize_keras_object": "multikeras.src.core.registry:serialize_keras_object",
    },
    submodules=[],
)
