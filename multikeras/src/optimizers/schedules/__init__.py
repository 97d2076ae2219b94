"""Learning rates that depend on the number of steps."""

from multikeras.src.optimizers.schedules.base import LearningRateSchedule as LearningRateSchedule
from multikeras.src.optimizers.schedules.decay import CosineDecay as CosineDecay
from multikeras.src.optimizers.schedules.decay import CosineDecayRestarts as CosineDecayRestarts
from multikeras.src.optimizers.schedules.decay import ExponentialDecay as ExponentialDecay
from multikeras.src.optimizers.schedules.decay import InverseTimeDecay as InverseTimeDecay
from multikeras.src.optimizers.schedules.decay import PiecewiseConstantDecay as PiecewiseConstantDecay
from multikeras.src.optimizers.schedules.decay import PolynomialDecay as PolynomialDecay
from multikeras.src.optimizers.schedules.lookup import deserialize as deserialize
from multikeras.src.optimizers.schedules.lookup import serialize as serialize
