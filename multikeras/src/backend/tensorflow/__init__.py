"""The TensorFlow backend. Steps run as `tf.function`s; state is updated in place."""

from multikeras.src.backend.tensorflow import jax_function as jax_function
from multikeras.src.backend.tensorflow import layer as layer
from multikeras.src.backend.tensorflow import ops as ops
from multikeras.src.backend.tensorflow import profiler as profiler
from multikeras.src.backend.tensorflow import random as random
from multikeras.src.backend.tensorflow import rnn as rnn
from multikeras.src.backend.tensorflow import saved_model as saved_model
from multikeras.src.backend.tensorflow import sparse as sparse
from multikeras.src.backend.tensorflow import step as step
from multikeras.src.backend.tensorflow import tensor as tensor
from multikeras.src.backend.tensorflow import tracing as tracing
from multikeras.src.backend.tensorflow.variable import Variable as Variable

NAME = "tensorflow"
CAN_TRAIN = True
CAN_COMPILE = True
TRACES = False
KEEPS_ATTRIBUTES = False  # tf.Tensor takes 3 us to say that it lacks one
SPARSE = True
HIDES_SPARSE = False
WEAK_SCALAR_DTYPES = frozenset((tensor.DTYPES["float32"], tensor.DTYPES["float64"]))  # halves are rounded after, not before
EXACT_TYPES = (tensor.Tensor,)
