"""Complex numbers on NumPy."""

import numpy as np


def complex(real, imag):
    shape = np.broadcast_shapes(real.shape, imag.shape)
    x = np.empty(shape, np.result_type(real.dtype, np.complex64))
    x.real, x.imag = real, imag  # a sum would turn infinite parts into NaN
    return x
