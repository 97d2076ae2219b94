"""The public namespace `multikeras.testing`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.testing.backend_conformance import check_backend as check_backend
from multikeras.src.testing.layer_conformance import check_layer as check_layer
from multikeras.src.testing.op_conformance import check_op as check_op

__all__ = [
    "check_backend",
    "check_layer",
    "check_op",
]
