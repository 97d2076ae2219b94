"""Models: graphs, stacks, subclasses."""

from multikeras.src.models.cloning import clone_model as clone_model
from multikeras.src.models.function import Function as Function
from multikeras.src.models.functional import Functional as Functional
from multikeras.src.models.model import Model as Model
from multikeras.src.models.sequential import Sequential as Sequential
