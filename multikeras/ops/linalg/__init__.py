"""The public namespace `multikeras.ops.linalg`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "cholesky": "multikeras.src.ops.linalg:cholesky",
        "det": "multikeras.src.ops.linalg:det",
        "eigh": "multikeras.src.ops.linalg:eigh",
        "inv": "multikeras.src.ops.linalg:inv",
        "norm": "multikeras.src.ops.linalg:norm",
        "qr": "multikeras.src.ops.linalg:qr",
        "solve": "multikeras.src.ops.linalg:solve",
        "solve_triangular": "multikeras.src.ops.linalg:solve_triangular",
        "svd": "multikeras.src.ops.linalg:svd",
    },
    submodules=[],
)
