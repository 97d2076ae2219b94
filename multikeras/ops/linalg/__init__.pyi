"""The public namespace `multikeras.ops.linalg`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.linalg import cholesky as cholesky
from multikeras.src.ops.linalg import det as det
from multikeras.src.ops.linalg import eigh as eigh
from multikeras.src.ops.linalg import inv as inv
from multikeras.src.ops.linalg import norm as norm
from multikeras.src.ops.linalg import qr as qr
from multikeras.src.ops.linalg import solve as solve
from multikeras.src.ops.linalg import solve_triangular as solve_triangular
from multikeras.src.ops.linalg import svd as svd

__all__ = [
    "cholesky",
    "det",
    "eigh",
    "inv",
    "norm",
    "qr",
    "solve",
    "solve_triangular",
    "svd",
]
