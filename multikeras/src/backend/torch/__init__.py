"""The PyTorch backend. Steps run eagerly, or under `torch.compile` when asked; state is updated in place."""

from torch.nn import Parameter

from multikeras.src.backend.torch import layer as layer
from multikeras.src.backend.torch import ops as ops
from multikeras.src.backend.torch import profiler as profiler
from multikeras.src.backend.torch import random as random
from multikeras.src.backend.torch import rnn as rnn
from multikeras.src.backend.torch import sparse as sparse
from multikeras.src.backend.torch import step as step
from multikeras.src.backend.torch import tensor as tensor
from multikeras.src.backend.torch import torch_module as torch_module
from multikeras.src.backend.torch import tracing as tracing
from multikeras.src.backend.torch.variable import Variable as Variable

NAME = "torch"
CAN_TRAIN = True
CAN_COMPILE = True
TRACES = False
KEEPS_ATTRIBUTES = True
SPARSE = True
HIDES_SPARSE = True
WEAK_SCALAR_DTYPES = frozenset((tensor.DTYPES["float32"], tensor.DTYPES["float64"]))  # halves are rounded after, not before
EXACT_TYPES = (tensor.Tensor, Parameter)
