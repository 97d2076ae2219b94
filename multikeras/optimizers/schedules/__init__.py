"""The public namespace `multikeras.optimizers.schedules`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "CosineDecay": "multikeras.src.optimizers.schedules.decay:CosineDecay",
        "CosineDecayRestarts": "multikeras.src.optimizers.schedules.decay:CosineDecayRestarts",
        "ExponentialDecay": "multikeras.src.optimizers.schedules.decay:ExponentialDecay",
        "InverseTimeDecay": "multikeras.src.optimizers.schedules.decay:InverseTimeDecay",
        "LearningRateSchedule": "multikeras.src.optimizers.schedules.base:LearningRateSchedule",
        "PiecewiseConstantDecay": "multikeras.src.optimizers.schedules.decay:PiecewiseConstantDecay",
        "PolynomialDecay": "multikeras.src.optimizers.schedules.decay:PolynomialDecay",
        "deserialize": "multikeras.src.optimizers.schedules.lookup:deserialize",
        "serialize": "multikeras.src.optimizers.schedules.lookup:serialize",
    },
    submodules=[],
)
