"""multikeras: deep learning with the API of Keras 3 on JAX, PyTorch, TensorFlow and NumPy.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.version import __version__ as __version__
from multikeras import activations as activations
from multikeras import backend as backend
from multikeras import callbacks as callbacks
from multikeras import config as config
from multikeras import constraints as constraints
from multikeras import dtype_policies as dtype_policies
from multikeras import initializers as initializers
from multikeras import layers as layers
from multikeras import losses as losses
from multikeras import metrics as metrics
from multikeras import mixed_precision as mixed_precision
from multikeras import models as models
from multikeras import ops as ops
from multikeras import optimizers as optimizers
from multikeras import random as random
from multikeras import regularizers as regularizers
from multikeras import saving as saving
from multikeras import testing as testing
from multikeras import tree as tree
from multikeras import utils as utils
from multikeras import wrappers as wrappers
from multikeras.src.dtype_policies.policy import DTypePolicy as DTypePolicy
from multikeras.src.dtype_policies.policy import DTypePolicy as FloatDTypePolicy
from multikeras.src.models.function import Function as Function
from multikeras.src.initializers.base import Initializer as Initializer
from multikeras.src.layers.core.input_layer import Input as Input
from multikeras.src.layers.input_spec import InputSpec as InputSpec
from multikeras.src.ops.operators import KerasTensor as KerasTensor
from multikeras.src.layers.base import Layer as Layer
from multikeras.src.losses.base import Loss as Loss
from multikeras.src.metrics.base import Metric as Metric
from multikeras.src.models.model import Model as Model
from multikeras.src.core.symbolic import Operation as Operation
from multikeras.src.optimizers.base import Optimizer as Optimizer
from multikeras.src.regularizers.base import Regularizer as Regularizer
from multikeras.src.core.remat_scope import RematScope as RematScope
from multikeras.src.models.sequential import Sequential as Sequential
from multikeras.src.core.variable import StatelessScope as StatelessScope
from multikeras.src.ops.operators import Variable as Variable
from multikeras.src.backend import device as device
from multikeras.src.core.naming import name_scope as name_scope
from multikeras.src.ops.control import remat as remat
from multikeras.src.core.version import version as version

__all__ = [
    "DTypePolicy",
    "FloatDTypePolicy",
    "Function",
    "Initializer",
    "Input",
    "InputSpec",
    "KerasTensor",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Operation",
    "Optimizer",
    "Regularizer",
    "RematScope",
    "Sequential",
    "StatelessScope",
    "Variable",
    "activations",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "device",
    "dtype_policies",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "name_scope",
    "ops",
    "optimizers",
    "random",
    "regularizers",
    "remat",
    "saving",
    "testing",
    "tree",
    "utils",
    "version",
    "wrappers",
]
