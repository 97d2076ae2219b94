"""The public namespace `multikeras.ops.linalg`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "cholesky": "multikeras.src.ops.linalg:cholesky",
        "cholesky_inverse": "multikeras.src.ops.factorization:cholesky_inverse",
        "det": "multikeras.src.ops.linalg:det",
        "eig": "multikeras.src.ops.factorization:eig",
        "eigh": "multikeras.src.ops.linalg:eigh",
        "inv": "multikeras.src.ops.linalg:inv",
        "jvp": "multikeras.src.ops.control:jvp",
        "lstsq": "multikeras.src.ops.factorization:lstsq",
        "lu_factor": "multikeras.src.ops.factorization:lu_factor",
        "matrix_power": "multikeras.src.ops.factorization:matrix_power",
        "matrix_rank": "multikeras.src.ops.factorization:matrix_rank",
        "norm": "multikeras.src.ops.linalg:norm",
        "pinv": "multikeras.src.ops.factorization:pinv",
        "qr": "multikeras.src.ops.linalg:qr",
        "solve": "multikeras.src.ops.linalg:solve",
        "solve_triangular": "multikeras.src.ops.linalg:solve_triangular",
        "svd": "multikeras.src.ops.linalg:svd",
    },
    submodules=[],
)
