"""The NumPy backend, for inference: no gradients, no training."""

from multikeras.src.backend.numpy import layer as layer
from multikeras.src.backend.numpy import ops as ops
from multikeras.src.backend.numpy import random as random
from multikeras.src.backend.numpy import rnn as rnn
from multikeras.src.backend.numpy import sparse as sparse
from multikeras.src.backend.numpy import step as step
from multikeras.src.backend.numpy import tensor as tensor
from multikeras.src.backend.numpy import tracing as tracing
from multikeras.src.backend.numpy.variable import Variable as Variable

NAME = "numpy"
CAN_TRAIN = False
CAN_COMPILE = False
TRACES = False
KEEPS_ATTRIBUTES = True
SPARSE = False
HIDES_SPARSE = False
WEAK_SCALAR_DTYPES = frozenset((tensor.DTYPES["float32"], tensor.DTYPES["float64"]))  # halves are rounded after, not before
EXACT_TYPES = (tensor.Tensor,)
