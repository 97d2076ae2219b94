"""multikeras: deep learning with the API of Keras 3 on JAX, PyTorch, TensorFlow and NumPy.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace
from multikeras.src.core.version import __version__ as __version__

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "DTypePolicy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "FloatDTypePolicy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "Function": "multikeras.src.models.function:Function",
        "Initializer": "multikeras.src.initializers.base:Initializer",
        "Input": "multikeras.src.layers.core.input_layer:Input",
        "InputSpec": "multikeras.src.layers.input_spec:InputSpec",
        "KerasTensor": "multikeras.src.ops.operators:KerasTensor",
        "Layer": "multikeras.src.layers.base:Layer",
        "Loss": "multikeras.src.losses.base:Loss",
        "Metric": "multikeras.src.metrics.base:Metric",
        "Model": "multikeras.src.models.model:Model",
        "Operation": "multikeras.src.core.symbolic:Operation",
        "Optimizer": "multikeras.src.optimizers.base:Optimizer",
        "Regularizer": "multikeras.src.regularizers.base:Regularizer",
        "RematScope": "multikeras.src.core.remat_scope:RematScope",
        "Sequential": "multikeras.src.models.sequential:Sequential",
        "StatelessScope": "multikeras.src.core.variable:StatelessScope",
        "Variable": "multikeras.src.ops.operators:Variable",
        "device": "multikeras.src.backend:device",
        "name_scope": "multikeras.src.core.naming:name_scope",
        "remat": "multikeras.src.ops.control:remat",
        "version": "multikeras.src.core.version:version",
    },
    submodules=[
        "activations",
        "backend",
        "callbacks",
        "config",
        "constraints",
        "dtype_policies",
        "initializers",
        "layers",
        "losses",
        "metrics",
        "mixed_precision",
        "models",
        "ops",
        "optimizers",
        "random",
        "regularizers",
        "saving",
        "testing",
        "tree",
        "utils",
        "wrappers",
    ],
)
