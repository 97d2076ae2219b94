"""multikeras: deep learning with the API of Keras 3 on JAX, PyTorch, TensorFlow and NumPy.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace
from multikeras.src.core.version import __version__ as __version__

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "KerasTensor": "multikeras.src.core.symbolic:KerasTensor",
        "Operation": "multikeras.src.core.symbolic:Operation",
        "name_scope": "multikeras.src.core.naming:name_scope",
        "version": "multikeras.src.core.version:version",
    },
    submodules=[
        "backend",
        "config",
        "saving",
        "tree",
        "utils",
    ],
)
