"""The public namespace `multikeras.ops.linalg`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.linalg import cholesky as cholesky
from multikeras.src.ops.factorization import cholesky_inverse as cholesky_inverse
from multikeras.src.ops.linalg import det as det
from multikeras.src.ops.factorization import eig as eig
from multikeras.src.ops.linalg import eigh as eigh
from multikeras.src.ops.linalg import inv as inv
from multikeras.src.ops.control import jvp as jvp
from multikeras.src.ops.factorization import lstsq as lstsq
from multikeras.src.ops.factorization import lu_factor as lu_factor
from multikeras.src.ops.factorization import matrix_power as matrix_power
from multikeras.src.ops.factorization import matrix_rank as matrix_rank
from multikeras.src.ops.linalg import norm as norm
from multikeras.src.ops.factorization import pinv as pinv
from multikeras.src.ops.linalg import qr as qr
from multikeras.src.ops.linalg import solve as solve
from multikeras.src.ops.linalg import solve_triangular as solve_triangular
from multikeras.src.ops.linalg import svd as svd

__all__ = [
    "cholesky",
    "cholesky_inverse",
    "det",
    "eig",
    "eigh",
    "inv",
    "jvp",
    "lstsq",
    "lu_factor",
    "matrix_power",
    "matrix_rank",
    "norm",
    "pinv",
    "qr",
    "solve",
    "solve_triangular",
    "svd",
]
