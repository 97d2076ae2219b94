"""What factors of matrices tell, on NumPy."""

import numpy as np

from multikeras.src.backend.numpy.tensor import in_float32


@in_float32
def eig(x):
    values, vectors = np.linalg.eig(x)
    dtype = np.result_type(x.dtype, np.complex64)  # NumPy gives real ones where it can
    return values.astype(dtype, copy=False), vectors.astype(dtype, copy=False)


@in_float32
def slogdet(x):
    return tuple(np.linalg.slogdet(x))


@in_float32
def pinv(x, rcond=None):
    return np.linalg.pinv(x, rtol=rcond)
