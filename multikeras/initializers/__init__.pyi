"""The public namespace `multikeras.initializers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.initializers.constant import Constant as Constant
from multikeras.src.initializers.variance_scaling import GlorotNormal as GlorotNormal
from multikeras.src.initializers.variance_scaling import GlorotUniform as GlorotUniform
from multikeras.src.initializers.variance_scaling import HeNormal as HeNormal
from multikeras.src.initializers.variance_scaling import HeUniform as HeUniform
from multikeras.src.initializers.constant import Identity as Identity
from multikeras.src.initializers.constant import Identity as IdentityInitializer
from multikeras.src.initializers.base import Initializer as Initializer
from multikeras.src.initializers.variance_scaling import LecunNormal as LecunNormal
from multikeras.src.initializers.variance_scaling import LecunUniform as LecunUniform
from multikeras.src.initializers.constant import Ones as Ones
from multikeras.src.initializers.random import Orthogonal as Orthogonal
from multikeras.src.initializers.random import Orthogonal as OrthogonalInitializer
from multikeras.src.initializers.random import RandomNormal as RandomNormal
from multikeras.src.initializers.random import RandomUniform as RandomUniform
from multikeras.src.initializers.stft import STFT as STFT
from multikeras.src.initializers.stft import STFT as STFTInitializer
from multikeras.src.initializers.random import TruncatedNormal as TruncatedNormal
from multikeras.src.initializers.variance_scaling import VarianceScaling as VarianceScaling
from multikeras.src.initializers.constant import Zeros as Zeros
from multikeras.src.initializers.constant import Constant as constant
from multikeras.src.initializers.lookup import deserialize as deserialize
from multikeras.src.initializers.lookup import get as get
from multikeras.src.initializers.variance_scaling import GlorotNormal as glorot_normal
from multikeras.src.initializers.variance_scaling import GlorotUniform as glorot_uniform
from multikeras.src.initializers.variance_scaling import HeNormal as he_normal
from multikeras.src.initializers.variance_scaling import HeUniform as he_uniform
from multikeras.src.initializers.constant import Identity as identity
from multikeras.src.initializers.variance_scaling import LecunNormal as lecun_normal
from multikeras.src.initializers.variance_scaling import LecunUniform as lecun_uniform
from multikeras.src.initializers.constant import Ones as ones
from multikeras.src.initializers.random import Orthogonal as orthogonal
from multikeras.src.initializers.random import RandomNormal as random_normal
from multikeras.src.initializers.random import RandomUniform as random_uniform
from multikeras.src.initializers.lookup import serialize as serialize
from multikeras.src.initializers.stft import STFT as stft
from multikeras.src.initializers.random import TruncatedNormal as truncated_normal
from multikeras.src.initializers.variance_scaling import VarianceScaling as variance_scaling
from multikeras.src.initializers.constant import Zeros as zeros

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "STFT",
    "STFTInitializer",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "stft",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]
