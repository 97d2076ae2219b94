"""What updates weights by gradients."""

from multikeras.src.optimizers import schedules as schedules
from multikeras.src.optimizers.adadelta import Adadelta as Adadelta
from multikeras.src.optimizers.adafactor import Adafactor as Adafactor
from multikeras.src.optimizers.adagrad import Adagrad as Adagrad
from multikeras.src.optimizers.adam import Adam as Adam
from multikeras.src.optimizers.adamax import Adamax as Adamax
from multikeras.src.optimizers.adamw import AdamW as AdamW
from multikeras.src.optimizers.base import Optimizer as Optimizer
from multikeras.src.optimizers.ftrl import Ftrl as Ftrl
from multikeras.src.optimizers.lamb import Lamb as Lamb
from multikeras.src.optimizers.lion import Lion as Lion
from multikeras.src.optimizers.lookup import deserialize as deserialize
from multikeras.src.optimizers.lookup import get as get
from multikeras.src.optimizers.lookup import serialize as serialize
from multikeras.src.optimizers.loss_scale import LossScaleOptimizer as LossScaleOptimizer
from multikeras.src.optimizers.loss_scale import scaling_loss as scaling_loss
from multikeras.src.optimizers.multi import MultiOptimizer as MultiOptimizer
from multikeras.src.optimizers.multi import OptimizerMap as OptimizerMap
from multikeras.src.optimizers.muon import Muon as Muon
from multikeras.src.optimizers.nadam import Nadam as Nadam
from multikeras.src.optimizers.rmsprop import RMSprop as RMSprop
from multikeras.src.optimizers.schedule_free import ScheduleFreeAdamW as ScheduleFreeAdamW
from multikeras.src.optimizers.sgd import SGD as SGD
