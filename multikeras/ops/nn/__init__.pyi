"""The public namespace `multikeras.ops.nn`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.pooling import adaptive_average_pool as adaptive_average_pool
from multikeras.src.ops.pooling import adaptive_max_pool as adaptive_max_pool
from multikeras.src.ops.pooling import average_pool as average_pool
from multikeras.src.ops.normalization import batch_normalization as batch_normalization
from multikeras.src.ops.loss import binary_crossentropy as binary_crossentropy
from multikeras.src.ops.loss import categorical_crossentropy as categorical_crossentropy
from multikeras.src.ops.activation import celu as celu
from multikeras.src.ops.convolution import conv as conv
from multikeras.src.ops.convolution import conv_transpose as conv_transpose
from multikeras.src.ops.ctc import ctc_decode as ctc_decode
from multikeras.src.ops.ctc import ctc_loss as ctc_loss
from multikeras.src.ops.blocks import depth_to_space as depth_to_space
from multikeras.src.ops.convolution import depthwise_conv as depthwise_conv
from multikeras.src.ops.attention import dot_product_attention as dot_product_attention
from multikeras.src.ops.activation import elu as elu
from multikeras.src.ops.blocks import fold as fold
from multikeras.src.ops.activation import gelu as gelu
from multikeras.src.ops.activation import glu as glu
from multikeras.src.ops.activation import hard_shrink as hard_shrink
from multikeras.src.ops.activation import hard_sigmoid as hard_sigmoid
from multikeras.src.ops.activation import hard_silu as hard_silu
from multikeras.src.ops.activation import hard_silu as hard_swish
from multikeras.src.ops.activation import hard_tanh as hard_tanh
from multikeras.src.ops.normalization import layer_normalization as layer_normalization
from multikeras.src.ops.activation import leaky_relu as leaky_relu
from multikeras.src.ops.activation import log_sigmoid as log_sigmoid
from multikeras.src.ops.activation import log_softmax as log_softmax
from multikeras.src.ops.pooling import max_pool as max_pool
from multikeras.src.ops.normalization import moments as moments
from multikeras.src.ops.encoding import multi_hot as multi_hot
from multikeras.src.ops.normalization import normalize as normalize
from multikeras.src.ops.encoding import one_hot as one_hot
from multikeras.src.ops.complex import polar as polar
from multikeras.src.ops.loss import psnr as psnr
from multikeras.src.ops.activation import relu as relu
from multikeras.src.ops.activation import relu6 as relu6
from multikeras.src.ops.normalization import rms_normalization as rms_normalization
from multikeras.src.ops.activation import selu as selu
from multikeras.src.ops.convolution import separable_conv as separable_conv
from multikeras.src.ops.activation import sigmoid as sigmoid
from multikeras.src.ops.activation import silu as silu
from multikeras.src.ops.activation import soft_shrink as soft_shrink
from multikeras.src.ops.activation import softmax as softmax
from multikeras.src.ops.activation import softplus as softplus
from multikeras.src.ops.activation import softsign as softsign
from multikeras.src.ops.blocks import space_to_depth as space_to_depth
from multikeras.src.ops.loss import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from multikeras.src.ops.activation import sparse_plus as sparse_plus
from multikeras.src.ops.activation import sparse_sigmoid as sparse_sigmoid
from multikeras.src.ops.activation import sparsemax as sparsemax
from multikeras.src.ops.activation import squareplus as squareplus
from multikeras.src.ops.activation import silu as swish
from multikeras.src.ops.activation import tanh_shrink as tanh_shrink
from multikeras.src.ops.activation import threshold as threshold
from multikeras.src.ops.blocks import unfold as unfold

__all__ = [
    "adaptive_average_pool",
    "adaptive_max_pool",
    "average_pool",
    "batch_normalization",
    "binary_crossentropy",
    "categorical_crossentropy",
    "celu",
    "conv",
    "conv_transpose",
    "ctc_decode",
    "ctc_loss",
    "depth_to_space",
    "depthwise_conv",
    "dot_product_attention",
    "elu",
    "fold",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "layer_normalization",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "max_pool",
    "moments",
    "multi_hot",
    "normalize",
    "one_hot",
    "polar",
    "psnr",
    "relu",
    "relu6",
    "rms_normalization",
    "selu",
    "separable_conv",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "space_to_depth",
    "sparse_categorical_crossentropy",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh_shrink",
    "threshold",
    "unfold",
]
