"""The public namespace `multikeras.optimizers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.optimizers import schedules as schedules
from multikeras.src.optimizers.adam import Adam as Adam
from multikeras.src.optimizers.adamw import AdamW as AdamW
from multikeras.src.optimizers.loss_scale import LossScaleOptimizer as LossScaleOptimizer
from multikeras.src.optimizers.base import Optimizer as Optimizer
from multikeras.src.optimizers.rmsprop import RMSprop as RMSprop
from multikeras.src.optimizers.sgd import SGD as SGD
from multikeras.src.optimizers.lookup import deserialize as deserialize
from multikeras.src.optimizers.lookup import get as get
from multikeras.src.optimizers.lookup import serialize as serialize

__all__ = [
    "Adam",
    "AdamW",
    "LossScaleOptimizer",
    "Optimizer",
    "RMSprop",
    "SGD",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]
