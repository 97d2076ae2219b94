"""The public namespace `multikeras.activations`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "celu": "multikeras.src.ops.activation:celu",
        "deserialize": "multikeras.src.activations.lookup:deserialize",
        "elu": "multikeras.src.ops.activation:elu",
        "exponential": "multikeras.src.ops.elementwise:exp",
        "gelu": "multikeras.src.activations.function:gelu",
        "get": "multikeras.src.activations.lookup:get",
        "glu": "multikeras.src.ops.activation:glu",
        "hard_shrink": "multikeras.src.ops.activation:hard_shrink",
        "hard_sigmoid": "multikeras.src.ops.activation:hard_sigmoid",
        "hard_silu": "multikeras.src.ops.activation:hard_silu",
        "hard_swish": "multikeras.src.ops.activation:hard_silu",
        "hard_tanh": "multikeras.src.ops.activation:hard_tanh",
        "leaky_relu": "multikeras.src.ops.activation:leaky_relu",
        "linear": "multikeras.src.activations.function:linear",
        "log_sigmoid": "multikeras.src.ops.activation:log_sigmoid",
        "log_softmax": "multikeras.src.ops.activation:log_softmax",
        "mish": "multikeras.src.ops.activation:mish",
        "relu": "multikeras.src.activations.function:relu",
        "relu6": "multikeras.src.ops.activation:relu6",
        "selu": "multikeras.src.ops.activation:selu",
        "serialize": "multikeras.src.activations.lookup:serialize",
        "sigmoid": "multikeras.src.ops.activation:sigmoid",
        "silu": "multikeras.src.ops.activation:silu",
        "soft_shrink": "multikeras.src.ops.activation:soft_shrink",
        "softmax": "multikeras.src.ops.activation:softmax",
        "softplus": "multikeras.src.ops.activation:softplus",
        "softsign": "multikeras.src.ops.activation:softsign",
        "sparse_plus": "multikeras.src.ops.activation:sparse_plus",
        "sparse_sigmoid": "multikeras.src.ops.activation:sparse_sigmoid",
        "sparsemax": "multikeras.src.ops.activation:sparsemax",
        "squareplus": "multikeras.src.ops.activation:squareplus",
        "swish": "multikeras.src.ops.activation:silu",
        "tanh": "multikeras.src.ops.elementwise:tanh",
        "tanh_shrink": "multikeras.src.ops.activation:tanh_shrink",
        "threshold": "multikeras.src.ops.activation:threshold",
    },
    submodules=[],
)
