"""The JAX backend. Compiled steps are pure functions under `jax.jit`; state goes through scopes."""

from multikeras.src.backend.jax import jax_function as jax_function
from multikeras.src.backend.jax import layer as layer
from multikeras.src.backend.jax import ops as ops
from multikeras.src.backend.jax import profiler as profiler
from multikeras.src.backend.jax import random as random
from multikeras.src.backend.jax import rnn as rnn
from multikeras.src.backend.jax import sparse as sparse
from multikeras.src.backend.jax import step as step
from multikeras.src.backend.jax import tensor as tensor
from multikeras.src.backend.jax import tracing as tracing
from multikeras.src.backend.jax.variable import Variable as Variable

NAME = "jax"
CAN_TRAIN = True
CAN_COMPILE = True
TRACES = True
KEEPS_ATTRIBUTES = True
SPARSE = True
HIDES_SPARSE = False
WEAK_SCALAR_DTYPES = tensor.FLOAT_DTYPES - {tensor.DTYPES["float64"]}  # JAX rounds Python numbers to float32 first
EXACT_TYPES = (tensor.Tensor,)
