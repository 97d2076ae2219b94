"""The public namespace `multikeras.models`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "Model": "multikeras.src.models.model:Model",
        "Sequential": "multikeras.src.models.sequential:Sequential",
        "clone_model": "multikeras.src.models.cloning:clone_model",
        "load_model": "multikeras.src.saving.model_file:load_model",
        "model_from_json": "multikeras.src.saving.model_file:model_from_json",
        "save_model": "multikeras.src.saving.model_file:save_model",
    },
    submodules=[],
)
