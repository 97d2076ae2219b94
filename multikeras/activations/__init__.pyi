"""The public namespace `multikeras.activations`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.activation import celu as celu
from multikeras.src.activations.lookup import deserialize as deserialize
from multikeras.src.ops.activation import elu as elu
from multikeras.src.ops.elementwise import exp as exponential
from multikeras.src.activations.function import gelu as gelu
from multikeras.src.activations.lookup import get as get
from multikeras.src.ops.activation import glu as glu
from multikeras.src.ops.activation import hard_shrink as hard_shrink
from multikeras.src.ops.activation import hard_sigmoid as hard_sigmoid
from multikeras.src.ops.activation import hard_silu as hard_silu
from multikeras.src.ops.activation import hard_silu as hard_swish
from multikeras.src.ops.activation import hard_tanh as hard_tanh
from multikeras.src.ops.activation import leaky_relu as leaky_relu
from multikeras.src.activations.function import linear as linear
from multikeras.src.ops.activation import log_sigmoid as log_sigmoid
from multikeras.src.ops.activation import log_softmax as log_softmax
from multikeras.src.ops.activation import mish as mish
from multikeras.src.activations.function import relu as relu
from multikeras.src.ops.activation import relu6 as relu6
from multikeras.src.ops.activation import selu as selu
from multikeras.src.activations.lookup import serialize as serialize
from multikeras.src.ops.activation import sigmoid as sigmoid
from multikeras.src.ops.activation import silu as silu
from multikeras.src.ops.activation import soft_shrink as soft_shrink
from multikeras.src.ops.activation import softmax as softmax
from multikeras.src.ops.activation import softplus as softplus
from multikeras.src.ops.activation import softsign as softsign
from multikeras.src.ops.activation import sparse_plus as sparse_plus
from multikeras.src.ops.activation import sparse_sigmoid as sparse_sigmoid
from multikeras.src.ops.activation import sparsemax as sparsemax
from multikeras.src.ops.activation import squareplus as squareplus
from multikeras.src.ops.activation import silu as swish
from multikeras.src.ops.elementwise import tanh as tanh
from multikeras.src.ops.activation import tanh_shrink as tanh_shrink
from multikeras.src.ops.activation import threshold as threshold

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]
