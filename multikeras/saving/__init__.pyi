"""The public namespace `multikeras.saving`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.registry import CustomObjectScope as CustomObjectScope
from multikeras.src.core.registry import CustomObjectScope as custom_object_scope
from multikeras.src.core.registry import deserialize_keras_object as deserialize_keras_object
from multikeras.src.core.registry import get_custom_objects as get_custom_objects
from multikeras.src.core.registry import get_registered_name as get_registered_name
from multikeras.src.core.registry import get_registered_object as get_registered_object
from multikeras.src.core.registry import register_keras_serializable as register_keras_serializable
from multikeras.src.core.registry import serialize_keras_object as serialize_keras_object
