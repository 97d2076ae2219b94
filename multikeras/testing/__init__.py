"""The public namespace `multikeras.testing`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "check_backend": "multikeras.src.testing.backend_conformance:check_backend",
        "check_layer": "multikeras.src.testing.layer_conformance:check_layer",
        "check_op": "multikeras.src.testing.op_conformance:check_op",
    },
    submodules=[],
)
