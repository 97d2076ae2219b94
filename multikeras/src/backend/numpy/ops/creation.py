"""New tensors on NumPy."""

import numpy as np
from numpy import full as full
from numpy import ones as ones
from numpy import zeros as zeros

from multikeras.src.backend.numpy.tensor import FLOAT_DTYPES, widen


def arange(start, stop, step, dtype):
    if dtype in FLOAT_DTYPES:  # in float64, since NumPy would add up steps rounded to the dtype
        return np.arange(*(np.float64(bound) for bound in (start, stop, step))).astype(dtype)
    return np.arange(start, stop, step, dtype)


def linspace(start, stop, num, endpoint, dtype, axis):
    start, stop = (x.astype(np.result_type(widen(x), np.float64)) for x in (start, stop))
    values = np.linspace(start, stop, num, endpoint=endpoint, axis=axis)
    return (np.floor(values) if np.dtype(dtype).kind in "iu" else values).astype(dtype)


def eye(n, m, k, dtype):
    return np.eye(n, m, k, dtype)
