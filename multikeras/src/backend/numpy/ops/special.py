"""Special functions on NumPy."""

import numpy as np

from multikeras.src.backend.numpy.tensor import in_float32
from multikeras.src.core.special import erf as erf
from multikeras.src.core.special import erfc as erfc
from multikeras.src.core.special import erfinv as erfinv
from multikeras.src.core.special import gammainc as gammainc


@in_float32
def i0(x):
    return np.i0(x).reshape(x.shape)  # NumPy gives a scalar one dimension
