"""The public namespace `multikeras.optimizers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "Adam": "multikeras.src.optimizers.adam:Adam",
        "AdamW": "multikeras.src.optimizers.adamw:AdamW",
        "LossScaleOptimizer": "multikeras.src.optimizers.loss_scale:LossScaleOptimizer",
        "Optimizer": "multikeras.src.optimizers.base:Optimizer",
        "RMSprop": "multikeras.src.optimizers.rmsprop:RMSprop",
        "SGD": "multikeras.src.optimizers.sgd:SGD",
        "deserialize": "multikeras.src.optimizers.lookup:deserialize",
        "get": "multikeras.src.optimizers.lookup:get",
        "serialize": "multikeras.src.optimizers.lookup:serialize",
    },
    submodules=[
        "schedules",
    ],
)
