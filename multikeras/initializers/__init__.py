"""The public namespace `multikeras.initializers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "Constant": "multikeras.src.initializers.constant:Constant",
        "GlorotNormal": "multikeras.src.initializers.variance_scaling:GlorotNormal",
        "GlorotUniform": "multikeras.src.initializers.variance_scaling:GlorotUniform",
        "HeNormal": "multikeras.src.initializers.variance_scaling:HeNormal",
        "HeUniform": "multikeras.src.initializers.variance_scaling:HeUniform",
        "Identity": "multikeras.src.initializers.constant:Identity",
        "IdentityInitializer": "multikeras.src.initializers.constant:Identity",
        "Initializer": "multikeras.src.initializers.base:Initializer",
        "LecunNormal": "multikeras.src.initializers.variance_scaling:LecunNormal",
        "LecunUniform": "multikeras.src.initializers.variance_scaling:LecunUniform",
        "Ones": "multikeras.src.initializers.constant:Ones",
        "Orthogonal": "multikeras.src.initializers.random:Orthogonal",
        "OrthogonalInitializer": "multikeras.src.initializers.random:Orthogonal",
        "RandomNormal": "multikeras.src.initializers.random:RandomNormal",
        "RandomUniform": "multikeras.src.initializers.random:RandomUniform",
        "STFT": "multikeras.src.initializers.stft:STFT",
        "STFTInitializer": "multikeras.src.initializers.stft:STFT",
        "TruncatedNormal": "multikeras.src.initializers.random:TruncatedNormal",
        "VarianceScaling": "multikeras.src.initializers.variance_scaling:VarianceScaling",
        "Zeros": "multikeras.src.initializers.constant:Zeros",
        "constant": "multikeras.src.initializers.constant:Constant",
        "deserialize": "multikeras.src.initializers.lookup:deserialize",
        "get": "multikeras.src.initializers.lookup:get",
        "glorot_normal": "multikeras.src.initializers.variance_scaling:GlorotNormal",
        "glorot_uniform": "multikeras.src.initializers.variance_scaling:GlorotUniform",
        "he_normal": "multikeras.src.initializers.variance_scaling:HeNormal",
        "he_uniform": "multikeras.src.initializers.variance_scaling:HeUniform",
        "identity": "multikeras.src.initializers.constant:Identity",
        "lecun_normal": "multikeras.src.initializers.variance_scaling:LecunNormal",
        "lecun_uniform": "multikeras.src.initializers.variance_scaling:LecunUniform",
        "ones": "multikeras.src.initializers.constant:Ones",
        "orthogonal": "multikeras.src.initializers.random:Orthogonal",
        "random_normal": "multikeras.src.initializers.random:RandomNormal",
        "random_uniform": "multikeras.src.initializers.random:RandomUniform",
        "serialize": "multikeras.src.initializers.lookup:serialize",
        "stft": "multikeras.src.initializers.stft:STFT",
        "truncated_normal": "multikeras.src.initializers.random:TruncatedNormal",
        "variance_scaling": "multikeras.src.initializers.variance_scaling:VarianceScaling",
        "zeros": "multikeras.src.initializers.constant:Zeros",
    },
    submodules=[],
)
