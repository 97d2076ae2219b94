"""The public namespace `multikeras.utils`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "CustomObjectScope": "multikeras.src.core.registry:CustomObjectScope",
        "Progbar": "multikeras.src.training.progress:Progbar",
        "PyDataset": "multikeras.src.training.data.dataset:PyDataset",
        "Sequence": "multikeras.src.training.data.dataset:PyDataset",
        "clear_session": "multikeras.src.utils.session:clear_session",
        "custom_object_scope": "multikeras.src.core.registry:CustomObjectScope",
        "deserialize_keras_object": "multikeras.src.core.registry:deserialize_keras_object",
        "get_custom_objects": "multikeras.src.core.registry:get_custom_objects",
        "get_registered_name": "multikeras.src.core.registry:get_registered_name",
        "get_registered_object": "multikeras.src.core.registry:get_registered_object",
        "get_source_inputs": "multikeras.src.models.function:get_source_inputs",
        "is_keras_tensor": "multikeras.src.backend:is_keras_tensor",
        "normalize": "multikeras.src.utils.arrays:normalize",
        "pack_x_y_sample_weight": "multikeras.src.training.data.batch:pack_x_y_sample_weight",
        "register_keras_serializable": "multikeras.src.core.registry:register_keras_serializable",
        "serialize_keras_object": "multikeras.src.core.registry:serialize_keras_object",
        "set_random_seed": "multikeras.src.random.seed_generator:set_random_seed",
        "standardize_dtype": "multikeras.src.core.dtypes:standardize",
        "to_categorical": "multikeras.src.utils.arrays:to_categorical",
        "unpack_x_y_sample_weight": "multikeras.src.training.data.batch:unpack_x_y_sample_weight",
        "value_and_grad": "multikeras.src.training.gradients:value_and_grad",
    },
    submodules=[
        "bounding_boxes",
    ],
)
