"""The public namespace `multikeras.ops`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.ops import einops as einops
from multikeras.ops import image as image
from multikeras.ops import linalg as linalg
from multikeras.ops import nn as nn
from multikeras.ops import numpy as numpy
from multikeras.src.ops.elementwise import absolute as abs
from multikeras.src.ops.elementwise import absolute as absolute
from multikeras.src.ops.pooling import adaptive_average_pool as adaptive_average_pool
from multikeras.src.ops.pooling import adaptive_max_pool as adaptive_max_pool
from multikeras.src.ops.elementwise import add as add
from multikeras.src.ops.reduction import all_ as all
from multikeras.src.ops.reduction import allclose as allclose
from multikeras.src.ops.reduction import amax as amax
from multikeras.src.ops.reduction import amin as amin
from multikeras.src.ops.elementwise import angle as angle
from multikeras.src.ops.reduction import any_ as any
from multikeras.src.ops.movement import append as append
from multikeras.src.ops.creation import arange as arange
from multikeras.src.ops.elementwise import arccos as arccos
from multikeras.src.ops.elementwise import arccosh as arccosh
from multikeras.src.ops.elementwise import arcsin as arcsin
from multikeras.src.ops.elementwise import arcsinh as arcsinh
from multikeras.src.ops.elementwise import arctan as arctan
from multikeras.src.ops.elementwise import arctan2 as arctan2
from multikeras.src.ops.elementwise import arctanh as arctanh
from multikeras.src.ops.reduction import argmax as argmax
from multikeras.src.ops.reduction import argmin as argmin
from multikeras.src.ops.indexing import argpartition as argpartition
from multikeras.src.ops.indexing import argsort as argsort
from multikeras.src.ops.tensor import array as array
from multikeras.src.ops.movement import array_split as array_split
from multikeras.src.ops.control import associative_scan as associative_scan
from multikeras.src.ops.reduction import average as average
from multikeras.src.ops.pooling import average_pool as average_pool
from multikeras.src.ops.window import bartlett as bartlett
from multikeras.src.ops.normalization import batch_normalization as batch_normalization
from multikeras.src.ops.loss import binary_crossentropy as binary_crossentropy
from multikeras.src.ops.statistics import bincount as bincount
from multikeras.src.ops.elementwise import bitwise_and as bitwise_and
from multikeras.src.ops.elementwise import bitwise_not as bitwise_invert
from multikeras.src.ops.elementwise import left_shift as bitwise_left_shift
from multikeras.src.ops.elementwise import bitwise_not as bitwise_not
from multikeras.src.ops.elementwise import bitwise_or as bitwise_or
from multikeras.src.ops.elementwise import right_shift as bitwise_right_shift
from multikeras.src.ops.elementwise import bitwise_xor as bitwise_xor
from multikeras.src.ops.window import blackman as blackman
from multikeras.src.ops.movement import broadcast_to as broadcast_to
from multikeras.src.ops.tensor import cast as cast
from multikeras.src.ops.loss import categorical_crossentropy as categorical_crossentropy
from multikeras.src.ops.elementwise import cbrt as cbrt
from multikeras.src.ops.distance import cdist as cdist
from multikeras.src.ops.elementwise import ceil as ceil
from multikeras.src.ops.activation import celu as celu
from multikeras.src.ops.linalg import cholesky as cholesky
from multikeras.src.ops.factorization import cholesky_inverse as cholesky_inverse
from multikeras.src.ops.elementwise import clip as clip
from multikeras.src.ops.movement import column_stack as column_stack
from multikeras.src.ops.movement import concatenate as concatenate
from multikeras.src.ops.control import cond as cond
from multikeras.src.ops.elementwise import conjugate as conj
from multikeras.src.ops.elementwise import conjugate as conjugate
from multikeras.src.ops.convolution import conv as conv
from multikeras.src.ops.convolution import conv_transpose as conv_transpose
from multikeras.src.ops.tensor import convert_to_numpy as convert_to_numpy
from multikeras.src.ops.tensor import convert_to_tensor as convert_to_tensor
from multikeras.src.ops.movement import copy as copy
from multikeras.src.ops.statistics import corrcoef as corrcoef
from multikeras.src.ops.statistics import correlate as correlate
from multikeras.src.ops.elementwise import cos as cos
from multikeras.src.ops.elementwise import cosh as cosh
from multikeras.src.ops.reduction import count_nonzero as count_nonzero
from multikeras.src.ops.linalg import cross as cross
from multikeras.src.ops.ctc import ctc_decode as ctc_decode
from multikeras.src.ops.ctc import ctc_loss as ctc_loss
from multikeras.src.ops.reduction import cumprod as cumprod
from multikeras.src.ops.reduction import cumsum as cumsum
from multikeras.src.ops.control import custom_gradient as custom_gradient
from multikeras.src.ops.elementwise import deg2rad as deg2rad
from multikeras.src.ops.blocks import depth_to_space as depth_to_space
from multikeras.src.ops.convolution import depthwise_conv as depthwise_conv
from multikeras.src.ops.linalg import det as det
from multikeras.src.ops.diagonals import diag as diag
from multikeras.src.ops.diagonals import diagflat as diagflat
from multikeras.src.ops.diagonals import diagonal as diagonal
from multikeras.src.ops.statistics import diff as diff
from multikeras.src.ops.indexing import digitize as digitize
from multikeras.src.ops.elementwise import divide as divide
from multikeras.src.ops.elementwise import divide_no_nan as divide_no_nan
from multikeras.src.ops.linalg import dot as dot
from multikeras.src.ops.attention import dot_product_attention as dot_product_attention
from multikeras.src.ops.movement import dsplit as dsplit
from multikeras.src.ops.movement import dstack as dstack
from multikeras.src.ops.tensor import dtype as dtype
from multikeras.src.ops.factorization import eig as eig
from multikeras.src.ops.linalg import eigh as eigh
from multikeras.src.ops.linalg import einsum as einsum
from multikeras.src.ops.activation import elu as elu
from multikeras.src.ops.creation import empty as empty
from multikeras.src.ops.creation import empty_like as empty_like
from multikeras.src.ops.elementwise import equal as equal
from multikeras.src.ops.special import erf as erf
from multikeras.src.ops.special import erfc as erfc
from multikeras.src.ops.special import erfinv as erfinv
from multikeras.src.ops.elementwise import exp as exp
from multikeras.src.ops.elementwise import exp2 as exp2
from multikeras.src.ops.movement import expand_dims as expand_dims
from multikeras.src.ops.elementwise import expm1 as expm1
from multikeras.src.ops.signal import extract_sequences as extract_sequences
from multikeras.src.ops.creation import eye as eye
from multikeras.src.ops.elementwise import fabs as fabs
from multikeras.src.ops.signal import fft as fft
from multikeras.src.ops.signal import fft2 as fft2
from multikeras.src.ops.movement import flip as flip
from multikeras.src.ops.movement import fliplr as fliplr
from multikeras.src.ops.movement import flipud as flipud
from multikeras.src.ops.elementwise import floor as floor
from multikeras.src.ops.elementwise import floor_divide as floor_divide
from multikeras.src.ops.elementwise import fmax as fmax
from multikeras.src.ops.elementwise import fmin as fmin
from multikeras.src.ops.elementwise import fmod as fmod
from multikeras.src.ops.blocks import fold as fold
from multikeras.src.ops.control import fori_loop as fori_loop
from multikeras.src.ops.creation import full as full
from multikeras.src.ops.creation import full_like as full_like
from multikeras.src.ops.special import gammainc as gammainc
from multikeras.src.ops.divisors import gcd as gcd
from multikeras.src.ops.activation import gelu as gelu
from multikeras.src.ops.creation import geomspace as geomspace
from multikeras.src.ops.indexing import get_item as get_item
from multikeras.src.ops.activation import glu as glu
from multikeras.src.ops.elementwise import greater as greater
from multikeras.src.ops.elementwise import greater_equal as greater_equal
from multikeras.src.ops.window import hamming as hamming
from multikeras.src.ops.window import hanning as hanning
from multikeras.src.ops.activation import hard_shrink as hard_shrink
from multikeras.src.ops.activation import hard_sigmoid as hard_sigmoid
from multikeras.src.ops.activation import hard_silu as hard_silu
from multikeras.src.ops.activation import hard_silu as hard_swish
from multikeras.src.ops.activation import hard_tanh as hard_tanh
from multikeras.src.ops.elementwise import heaviside as heaviside
from multikeras.src.ops.statistics import histogram as histogram
from multikeras.src.ops.movement import hsplit as hsplit
from multikeras.src.ops.movement import hstack as hstack
from multikeras.src.ops.elementwise import hypot as hypot
from multikeras.src.ops.special import i0 as i0
from multikeras.src.ops.creation import identity as identity
from multikeras.src.ops.signal import ifft2 as ifft2
from multikeras.src.ops.elementwise import imag as imag
from multikeras.src.ops.indexing import in_top_k as in_top_k
from multikeras.src.ops.indexing import index_add as index_add
from multikeras.src.ops.linalg import inner as inner
from multikeras.src.ops.sets import intersect1d as intersect1d
from multikeras.src.ops.linalg import inv as inv
from multikeras.src.ops.signal import irfft as irfft
from multikeras.src.ops.tensor import is_tensor as is_tensor
from multikeras.src.ops.elementwise import isclose as isclose
from multikeras.src.ops.elementwise import isfinite as isfinite
from multikeras.src.ops.sets import isin as isin
from multikeras.src.ops.elementwise import isinf as isinf
from multikeras.src.ops.elementwise import isnan as isnan
from multikeras.src.ops.elementwise import isneginf as isneginf
from multikeras.src.ops.elementwise import isposinf as isposinf
from multikeras.src.ops.elementwise import isreal as isreal
from multikeras.src.ops.signal import istft as istft
from multikeras.src.ops.control import jvp as jvp
from multikeras.src.ops.window import kaiser as kaiser
from multikeras.src.ops.linalg import kron as kron
from multikeras.src.ops.normalization import layer_normalization as layer_normalization
from multikeras.src.ops.divisors import lcm as lcm
from multikeras.src.ops.elementwise import ldexp as ldexp
from multikeras.src.ops.activation import leaky_relu as leaky_relu
from multikeras.src.ops.elementwise import left_shift as left_shift
from multikeras.src.ops.elementwise import less as less
from multikeras.src.ops.elementwise import less_equal as less_equal
from multikeras.src.ops.creation import linspace as linspace
from multikeras.src.ops.elementwise import log as log
from multikeras.src.ops.elementwise import log10 as log10
from multikeras.src.ops.elementwise import log1p as log1p
from multikeras.src.ops.elementwise import log2 as log2
from multikeras.src.ops.activation import log_sigmoid as log_sigmoid
from multikeras.src.ops.activation import log_softmax as log_softmax
from multikeras.src.ops.elementwise import logaddexp as logaddexp
from multikeras.src.ops.elementwise import logaddexp2 as logaddexp2
from multikeras.src.ops.reduction import logcumsumexp as logcumsumexp
from multikeras.src.ops.factorization import logdet as logdet
from multikeras.src.ops.elementwise import logical_and as logical_and
from multikeras.src.ops.elementwise import logical_not as logical_not
from multikeras.src.ops.elementwise import logical_or as logical_or
from multikeras.src.ops.elementwise import logical_xor as logical_xor
from multikeras.src.ops.creation import logspace as logspace
from multikeras.src.ops.reduction import logsumexp as logsumexp
from multikeras.src.ops.factorization import lstsq as lstsq
from multikeras.src.ops.factorization import lu_factor as lu_factor
from multikeras.src.ops.control import map_ as map
from multikeras.src.ops.linalg import matmul as matmul
from multikeras.src.ops.factorization import matrix_power as matrix_power
from multikeras.src.ops.factorization import matrix_rank as matrix_rank
from multikeras.src.ops.reduction import max as max
from multikeras.src.ops.pooling import max_pool as max_pool
from multikeras.src.ops.elementwise import maximum as maximum
from multikeras.src.ops.reduction import mean as mean
from multikeras.src.ops.quantiles import median as median
from multikeras.src.ops.creation import meshgrid as meshgrid
from multikeras.src.ops.reduction import min as min
from multikeras.src.ops.elementwise import minimum as minimum
from multikeras.src.ops.elementwise import mod as mod
from multikeras.src.ops.normalization import moments as moments
from multikeras.src.ops.movement import moveaxis as moveaxis
from multikeras.src.ops.encoding import multi_hot as multi_hot
from multikeras.src.ops.elementwise import multiply as multiply
from multikeras.src.ops.elementwise import nan_to_num as nan_to_num
from multikeras.src.ops.nan_reductions import nanargmax as nanargmax
from multikeras.src.ops.nan_reductions import nanargmin as nanargmin
from multikeras.src.ops.nan_reductions import nancumprod as nancumprod
from multikeras.src.ops.nan_reductions import nancumsum as nancumsum
from multikeras.src.ops.nan_reductions import nanmax as nanmax
from multikeras.src.ops.nan_reductions import nanmean as nanmean
from multikeras.src.ops.quantiles import nanmedian as nanmedian
from multikeras.src.ops.nan_reductions import nanmin as nanmin
from multikeras.src.ops.quantiles import nanpercentile as nanpercentile
from multikeras.src.ops.nan_reductions import nanprod as nanprod
from multikeras.src.ops.quantiles import nanquantile as nanquantile
from multikeras.src.ops.nan_reductions import nanstd as nanstd
from multikeras.src.ops.nan_reductions import nansum as nansum
from multikeras.src.ops.nan_reductions import nanvar as nanvar
from multikeras.src.ops.tensor import ndim as ndim
from multikeras.src.ops.elementwise import negative as negative
from multikeras.src.ops.elementwise import nextafter as nextafter
from multikeras.src.ops.indexing import nonzero as nonzero
from multikeras.src.ops.linalg import norm as norm
from multikeras.src.ops.normalization import normalize as normalize
from multikeras.src.ops.elementwise import not_equal as not_equal
from multikeras.src.ops.encoding import one_hot as one_hot
from multikeras.src.ops.creation import ones as ones
from multikeras.src.ops.creation import ones_like as ones_like
from multikeras.src.ops.linalg import outer as outer
from multikeras.src.ops.movement import pad as pad
from multikeras.src.ops.quantiles import percentile as percentile
from multikeras.src.ops.factorization import pinv as pinv
from multikeras.src.ops.complex import polar as polar
from multikeras.src.ops.elementwise import power as power
from multikeras.src.ops.reduction import prod as prod
from multikeras.src.ops.loss import psnr as psnr
from multikeras.src.ops.reduction import ptp as ptp
from multikeras.src.ops.linalg import qr as qr
from multikeras.src.ops.quantiles import quantile as quantile
from multikeras.src.ops.elementwise import rad2deg as rad2deg
from multikeras.src.ops.movement import ravel as ravel
from multikeras.src.ops.elementwise import real as real
from multikeras.src.ops.pattern import rearrange as rearrange
from multikeras.src.ops.elementwise import reciprocal as reciprocal
from multikeras.src.ops.activation import relu as relu
from multikeras.src.ops.activation import relu6 as relu6
from multikeras.src.ops.movement import repeat as repeat
from multikeras.src.ops.movement import reshape as reshape
from multikeras.src.ops.signal import rfft as rfft
from multikeras.src.ops.elementwise import right_shift as right_shift
from multikeras.src.ops.normalization import rms_normalization as rms_normalization
from multikeras.src.ops.movement import roll as roll
from multikeras.src.ops.movement import rot90 as rot90
from multikeras.src.ops.elementwise import round_ as round
from multikeras.src.ops.elementwise import rsqrt as rsqrt
from multikeras.src.ops.tensor import saturate_cast as saturate_cast
from multikeras.src.ops.control import scan as scan
from multikeras.src.ops.indexing import scatter as scatter
from multikeras.src.ops.indexing import scatter_add as scatter_add
from multikeras.src.ops.indexing import scatter_max as scatter_max
from multikeras.src.ops.indexing import scatter_min as scatter_min
from multikeras.src.ops.indexing import scatter_update as scatter_update
from multikeras.src.ops.indexing import searchsorted as searchsorted
from multikeras.src.ops.indexing import segment_max as segment_max
from multikeras.src.ops.indexing import segment_min as segment_min
from multikeras.src.ops.indexing import segment_prod as segment_prod
from multikeras.src.ops.indexing import segment_sum as segment_sum
from multikeras.src.ops.selection import select as select
from multikeras.src.ops.activation import selu as selu
from multikeras.src.ops.convolution import separable_conv as separable_conv
from multikeras.src.ops.sets import setdiff1d as setdiff1d
from multikeras.src.ops.tensor import shape as shape
from multikeras.src.ops.activation import sigmoid as sigmoid
from multikeras.src.ops.elementwise import sign as sign
from multikeras.src.ops.elementwise import signbit as signbit
from multikeras.src.ops.activation import silu as silu
from multikeras.src.ops.elementwise import sin as sin
from multikeras.src.ops.elementwise import sinc as sinc
from multikeras.src.ops.elementwise import sinh as sinh
from multikeras.src.ops.tensor import size as size
from multikeras.src.ops.indexing import slice as slice
from multikeras.src.ops.indexing import slice_update as slice_update
from multikeras.src.ops.factorization import slogdet as slogdet
from multikeras.src.ops.activation import soft_shrink as soft_shrink
from multikeras.src.ops.activation import softmax as softmax
from multikeras.src.ops.activation import softplus as softplus
from multikeras.src.ops.activation import softsign as softsign
from multikeras.src.ops.linalg import solve as solve
from multikeras.src.ops.linalg import solve_triangular as solve_triangular
from multikeras.src.ops.indexing import sort as sort
from multikeras.src.ops.blocks import space_to_depth as space_to_depth
from multikeras.src.ops.loss import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from multikeras.src.ops.activation import sparse_plus as sparse_plus
from multikeras.src.ops.activation import sparse_sigmoid as sparse_sigmoid
from multikeras.src.ops.activation import sparsemax as sparsemax
from multikeras.src.ops.movement import split as split
from multikeras.src.ops.elementwise import sqrt as sqrt
from multikeras.src.ops.elementwise import square as square
from multikeras.src.ops.activation import squareplus as squareplus
from multikeras.src.ops.movement import squeeze as squeeze
from multikeras.src.ops.movement import stack as stack
from multikeras.src.ops.reduction import std as std
from multikeras.src.ops.signal import stft as stft
from multikeras.src.ops.tensor import stop_gradient as stop_gradient
from multikeras.src.ops.elementwise import subtract as subtract
from multikeras.src.ops.reduction import sum_ as sum
from multikeras.src.ops.linalg import svd as svd
from multikeras.src.ops.movement import swapaxes as swapaxes
from multikeras.src.ops.activation import silu as swish
from multikeras.src.ops.control import switch as switch
from multikeras.src.ops.indexing import take as take
from multikeras.src.ops.indexing import take_along_axis as take_along_axis
from multikeras.src.ops.elementwise import tan as tan
from multikeras.src.ops.elementwise import tanh as tanh
from multikeras.src.ops.activation import tanh_shrink as tanh_shrink
from multikeras.src.ops.linalg import tensordot as tensordot
from multikeras.src.ops.activation import threshold as threshold
from multikeras.src.ops.movement import tile as tile
from multikeras.src.ops.indexing import top_k as top_k
from multikeras.src.ops.diagonals import trace as trace
from multikeras.src.ops.movement import transpose as transpose
from multikeras.src.ops.statistics import trapezoid as trapezoid
from multikeras.src.ops.creation import tri as tri
from multikeras.src.ops.movement import tril as tril
from multikeras.src.ops.movement import triu as triu
from multikeras.src.ops.elementwise import divide as true_divide
from multikeras.src.ops.elementwise import trunc as trunc
from multikeras.src.ops.blocks import unfold as unfold
from multikeras.src.ops.sets import union1d as union1d
from multikeras.src.ops.sets import unique as unique
from multikeras.src.ops.indexing import unravel_index as unravel_index
from multikeras.src.ops.movement import unstack as unstack
from multikeras.src.ops.creation import vander as vander
from multikeras.src.ops.reduction import var as var
from multikeras.src.ops.linalg import vdot as vdot
from multikeras.src.ops.vectorization import vectorize as vectorize
from multikeras.src.ops.control import vectorized_map as vectorized_map
from multikeras.src.ops.movement import view as view
from multikeras.src.ops.complex import view_as_complex as view_as_complex
from multikeras.src.ops.complex import view_as_real as view_as_real
from multikeras.src.ops.movement import vsplit as vsplit
from multikeras.src.ops.movement import vstack as vstack
from multikeras.src.ops.selection import where as where
from multikeras.src.ops.control import while_loop as while_loop
from multikeras.src.ops.creation import zeros as zeros
from multikeras.src.ops.creation import zeros_like as zeros_like

__all__ = [
    "abs",
    "absolute",
    "adaptive_average_pool",
    "adaptive_max_pool",
    "add",
    "all",
    "allclose",
    "amax",
    "amin",
    "angle",
    "any",
    "append",
    "arange",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "array",
    "array_split",
    "associative_scan",
    "average",
    "average_pool",
    "bartlett",
    "batch_normalization",
    "binary_crossentropy",
    "bincount",
    "bitwise_and",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "blackman",
    "broadcast_to",
    "cast",
    "categorical_crossentropy",
    "cbrt",
    "cdist",
    "ceil",
    "celu",
    "cholesky",
    "cholesky_inverse",
    "clip",
    "column_stack",
    "concatenate",
    "cond",
    "conj",
    "conjugate",
    "conv",
    "conv_transpose",
    "convert_to_numpy",
    "convert_to_tensor",
    "copy",
    "corrcoef",
    "correlate",
    "cos",
    "cosh",
    "count_nonzero",
    "cross",
    "ctc_decode",
    "ctc_loss",
    "cumprod",
    "cumsum",
    "custom_gradient",
    "deg2rad",
    "depth_to_space",
    "depthwise_conv",
    "det",
    "diag",
    "diagflat",
    "diagonal",
    "diff",
    "digitize",
    "divide",
    "divide_no_nan",
    "dot",
    "dot_product_attention",
    "dsplit",
    "dstack",
    "dtype",
    "eig",
    "eigh",
    "einops",
    "einsum",
    "elu",
    "empty",
    "empty_like",
    "equal",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expand_dims",
    "expm1",
    "extract_sequences",
    "eye",
    "fabs",
    "fft",
    "fft2",
    "flip",
    "fliplr",
    "flipud",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "fold",
    "fori_loop",
    "full",
    "full_like",
    "gammainc",
    "gcd",
    "gelu",
    "geomspace",
    "get_item",
    "glu",
    "greater",
    "greater_equal",
    "hamming",
    "hanning",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "heaviside",
    "histogram",
    "hsplit",
    "hstack",
    "hypot",
    "i0",
    "identity",
    "ifft2",
    "imag",
    "image",
    "in_top_k",
    "index_add",
    "inner",
    "intersect1d",
    "inv",
    "irfft",
    "is_tensor",
    "isclose",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "istft",
    "jvp",
    "kaiser",
    "kron",
    "layer_normalization",
    "lcm",
    "ldexp",
    "leaky_relu",
    "left_shift",
    "less",
    "less_equal",
    "linalg",
    "linspace",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_sigmoid",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logcumsumexp",
    "logdet",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logspace",
    "logsumexp",
    "lstsq",
    "lu_factor",
    "map",
    "matmul",
    "matrix_power",
    "matrix_rank",
    "max",
    "max_pool",
    "maximum",
    "mean",
    "median",
    "meshgrid",
    "min",
    "minimum",
    "mod",
    "moments",
    "moveaxis",
    "multi_hot",
    "multiply",
    "nan_to_num",
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
    "ndim",
    "negative",
    "nextafter",
    "nn",
    "nonzero",
    "norm",
    "normalize",
    "not_equal",
    "numpy",
    "one_hot",
    "ones",
    "ones_like",
    "outer",
    "pad",
    "percentile",
    "pinv",
    "polar",
    "power",
    "prod",
    "psnr",
    "ptp",
    "qr",
    "quantile",
    "rad2deg",
    "ravel",
    "real",
    "rearrange",
    "reciprocal",
    "relu",
    "relu6",
    "repeat",
    "reshape",
    "rfft",
    "right_shift",
    "rms_normalization",
    "roll",
    "rot90",
    "round",
    "rsqrt",
    "saturate_cast",
    "scan",
    "scatter",
    "scatter_add",
    "scatter_max",
    "scatter_min",
    "scatter_update",
    "searchsorted",
    "segment_max",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "select",
    "selu",
    "separable_conv",
    "setdiff1d",
    "shape",
    "sigmoid",
    "sign",
    "signbit",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "size",
    "slice",
    "slice_update",
    "slogdet",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "solve",
    "solve_triangular",
    "sort",
    "space_to_depth",
    "sparse_categorical_crossentropy",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "split",
    "sqrt",
    "square",
    "squareplus",
    "squeeze",
    "stack",
    "std",
    "stft",
    "stop_gradient",
    "subtract",
    "sum",
    "svd",
    "swapaxes",
    "swish",
    "switch",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tanh_shrink",
    "tensordot",
    "threshold",
    "tile",
    "top_k",
    "trace",
    "transpose",
    "trapezoid",
    "tri",
    "tril",
    "triu",
    "true_divide",
    "trunc",
    "unfold",
    "union1d",
    "unique",
    "unravel_index",
    "unstack",
    "vander",
    "var",
    "vdot",
    "vectorize",
    "vectorized_map",
    "view",
    "view_as_complex",
    "view_as_real",
    "vsplit",
    "vstack",
    "where",
    "while_loop",
    "zeros",
    "zeros_like",
]
