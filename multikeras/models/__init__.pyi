"""The public namespace `multikeras.models`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.models.model import Model as Model
from multikeras.src.models.sequential import Sequential as Sequential
from multikeras.src.models.cloning import clone_model as clone_model
from multikeras.src.saving.model_file import load_model as load_model
from multikeras.src.saving.model_file import model_from_json as model_from_json
from multikeras.src.saving.model_file import save_model as save_model

__all__ = [
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_json",
    "save_model",
]
