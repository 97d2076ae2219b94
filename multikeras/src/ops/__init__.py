"""Ops: functions of tensors, the same on every backend. Layers and all else above use them as `ops.<name>`.

The names here are those that the family modules define with `@op` or publish with `@export`; none is listed twice.
"""

from multikeras.src.core.export import PUBLIC_NAMES
from multikeras.src.ops import activation as activation
from multikeras.src.ops import attention as attention
from multikeras.src.ops import blocks as blocks
from multikeras.src.ops import color as color
from multikeras.src.ops import complex as complex
from multikeras.src.ops import control as control
from multikeras.src.ops import convolution as convolution
from multikeras.src.ops import creation as creation
from multikeras.src.ops import ctc as ctc
from multikeras.src.ops import diagonals as diagonals
from multikeras.src.ops import distance as distance
from multikeras.src.ops import divisors as divisors
from multikeras.src.ops import elementwise as elementwise
from multikeras.src.ops import encoding as encoding
from multikeras.src.ops import factorization as factorization
from multikeras.src.ops import filtering as filtering
from multikeras.src.ops import framing as framing
from multikeras.src.ops import indexing as indexing
from multikeras.src.ops import linalg as linalg
from multikeras.src.ops import loss as loss
from multikeras.src.ops import movement as movement
from multikeras.src.ops import nan_reductions as nan_reductions
from multikeras.src.ops import normalization as normalization
from multikeras.src.ops import operators as operators
from multikeras.src.ops import patches as patches
from multikeras.src.ops import pattern as pattern
from multikeras.src.ops import pooling as pooling
from multikeras.src.ops import quantiles as quantiles
from multikeras.src.ops import reduction as reduction
from multikeras.src.ops import resampling as resampling
from multikeras.src.ops import selection as selection
from multikeras.src.ops import sets as sets
from multikeras.src.ops import signal as signal
from multikeras.src.ops import special as special
from multikeras.src.ops import statistics as statistics
from multikeras.src.ops import tensor as tensor
from multikeras.src.ops import vectorization as vectorization
from multikeras.src.ops import warping as warping
from multikeras.src.ops import window as window
from multikeras.src.ops.op import OPS

for _name, _value in PUBLIC_NAMES.items():
    _namespace, _, _name = _name.rpartition(".")
    if _namespace == "ops":
        globals()[_name] = _value
for _name, _described in OPS.items():  # those without a public name, for use in here
    globals().setdefault(_name, _described.function)
