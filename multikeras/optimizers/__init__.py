"""The public namespace `multikeras.optimizers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "Adadelta": "multikeras.src.optimizers.adadelta:Adadelta",
        "Adafactor": "multikeras.src.optimizers.adafactor:Adafactor",
        "Adagrad": "multikeras.src.optimizers.adagrad:Adagrad",
        "Adam": "multikeras.src.optimizers.adam:Adam",
        "AdamW": "multikeras.src.optimizers.adamw:AdamW",
        "Adamax": "multikeras.src.optimizers.adamax:Adamax",
        "Ftrl": "multikeras.src.optimizers.ftrl:Ftrl",
        "Lamb": "multikeras.src.optimizers.lamb:Lamb",
        "Lion": "multikeras.src.optimizers.lion:Lion",
        "LossScaleOptimizer": "multikeras.src.optimizers.loss_scale:LossScaleOptimizer",
        "MultiOptimizer": "multikeras.src.optimizers.multi:MultiOptimizer",
        "Muon": "multikeras.src.optimizers.muon:Muon",
        "Nadam": "multikeras.src.optimizers.nadam:Nadam",
        "Optimizer": "multikeras.src.optimizers.base:Optimizer",
        "OptimizerMap": "multikeras.src.optimizers.multi:OptimizerMap",
        "RMSprop": "multikeras.src.optimizers.rmsprop:RMSprop",
        "SGD": "multikeras.src.optimizers.sgd:SGD",
        "ScheduleFreeAdamW": "multikeras.src.optimizers.schedule_free:ScheduleFreeAdamW",
        "deserialize": "multikeras.src.optimizers.lookup:deserialize",
        "get": "multikeras.src.optimizers.lookup:get",
        "serialize": "multikeras.src.optimizers.lookup:serialize",
    },
    submodules=[
        "schedules",
    ],
)
