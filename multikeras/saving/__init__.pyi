"""The public namespace `multikeras.saving`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.registry import CustomObjectScope as CustomObjectScope
from multikeras.src.core.registry import CustomObjectScope as custom_object_scope
from multikeras.src.core.registry import deserialize_keras_object as deserialize_keras_object
from multikeras.src.core.registry import get_custom_objects as get_custom_objects
from multikeras.src.core.registry import get_registered_name as get_registered_name
from multikeras.src.core.registry import get_registered_object as get_registered_object
from multikeras.src.saving.model_file import load_model as load_model
from multikeras.src.saving.model_file import load_weights as load_weights
from multikeras.src.core.registry import register_keras_serializable as register_keras_serializable
from multikeras.src.saving.model_file import save_model as save_model
from multikeras.src.saving.model_file import save_weights as save_weights
from multikeras.src.core.registry import serialize_keras_object as serialize_keras_object

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "load_weights",
    "register_keras_serializable",
    "save_model",
    "save_weights",
    "serialize_keras_object",
]
