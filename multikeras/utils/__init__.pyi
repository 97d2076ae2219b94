"""The public namespace `multikeras.utils`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.utils import bounding_boxes as bounding_boxes
from multikeras.src.core.registry import CustomObjectScope as CustomObjectScope
from multikeras.src.training.progress import Progbar as Progbar
from multikeras.src.training.data.dataset import PyDataset as PyDataset
from multikeras.src.training.data.dataset import PyDataset as Sequence
from multikeras.src.utils.session import clear_session as clear_session
from multikeras.src.core.registry import CustomObjectScope as custom_object_scope
from multikeras.src.core.registry import deserialize_keras_object as deserialize_keras_object
from multikeras.src.core.registry import get_custom_objects as get_custom_objects
from multikeras.src.core.registry import get_registered_name as get_registered_name
from multikeras.src.core.registry import get_registered_object as get_registered_object
from multikeras.src.models.function import get_source_inputs as get_source_inputs
from multikeras.src.backend import is_keras_tensor as is_keras_tensor
from multikeras.src.utils.arrays import normalize as normalize
from multikeras.src.training.data.batch import pack_x_y_sample_weight as pack_x_y_sample_weight
from multikeras.src.core.registry import register_keras_serializable as register_keras_serializable
from multikeras.src.core.registry import serialize_keras_object as serialize_keras_object
from multikeras.src.random.seed_generator import set_random_seed as set_random_seed
from multikeras.src.core.dtypes import standardize as standardize_dtype
from multikeras.src.utils.arrays import to_categorical as to_categorical
from multikeras.src.training.data.batch import unpack_x_y_sample_weight as unpack_x_y_sample_weight
from multikeras.src.training.gradients import value_and_grad as value_and_grad

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "PyDataset",
    "Sequence",
    "bounding_boxes",
    "clear_session",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "get_source_inputs",
    "is_keras_tensor",
    "normalize",
    "pack_x_y_sample_weight",
    "register_keras_serializable",
    "serialize_keras_object",
    "set_random_seed",
    "standardize_dtype",
    "to_categorical",
    "unpack_x_y_sample_weight",
    "value_and_grad",
]
