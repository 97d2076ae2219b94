"""Elementwise primitives on NumPy."""

import numpy as np
from numpy import absolute as absolute
from numpy import add as add
from numpy import arccos as arccos
from numpy import arccosh as arccosh
from numpy import arcsin as arcsin
from numpy import arcsinh as arcsinh
from numpy import arctan as arctan
from numpy import arctan2 as arctan2
from numpy import arctanh as arctanh
from numpy import bitwise_and as bitwise_and
from numpy import bitwise_not as bitwise_not
from numpy import bitwise_or as bitwise_or
from numpy import bitwise_xor as bitwise_xor
from numpy import ceil as ceil
from numpy import conjugate as conjugate
from numpy import cos as cos
from numpy import cosh as cosh
from numpy import divide as divide
from numpy import equal as equal
from numpy import exp as exp
from numpy import expm1 as expm1
from numpy import floor as floor
from numpy import floor_divide as floor_divide
from numpy import greater as greater
from numpy import greater_equal as greater_equal
from numpy import imag as imag
from numpy import isfinite as isfinite
from numpy import isinf as isinf
from numpy import isnan as isnan
from numpy import left_shift as left_shift
from numpy import less as less
from numpy import less_equal as less_equal
from numpy import log as log
from numpy import log1p as log1p
from numpy import log2 as log2
from numpy import log10 as log10
from numpy import logical_and as logical_and
from numpy import logical_not as logical_not
from numpy import logical_or as logical_or
from numpy import logical_xor as logical_xor
from numpy import maximum as maximum
from numpy import minimum as minimum
from numpy import mod as mod
from numpy import multiply as multiply
from numpy import negative as negative
from numpy import nextafter as nextafter
from numpy import not_equal as not_equal
from numpy import power as power
from numpy import real as real
from numpy import right_shift as right_shift
from numpy import round as round
from numpy import sign as sign
from numpy import sin as sin
from numpy import sinh as sinh
from numpy import sqrt as sqrt
from numpy import subtract as subtract
from numpy import tan as tan
from numpy import tanh as tanh
from numpy import where as where


def rsqrt(x):
    return np.reciprocal(np.sqrt(x))


def clip(x, x_min, x_max):
    # np.clip gives float32 for bfloat16
    x = x if x_min is None else np.maximum(x, x_min)
    return x if x_max is None else np.minimum(x, x_max)
