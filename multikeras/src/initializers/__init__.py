"""Initial values of weights."""

from multikeras.src.initializers.base import Initializer as Initializer
from multikeras.src.initializers.constant import Constant as Constant
from multikeras.src.initializers.constant import Identity as Identity
from multikeras.src.initializers.constant import Ones as Ones
from multikeras.src.initializers.constant import Zeros as Zeros
from multikeras.src.initializers.lookup import deserialize as deserialize
from multikeras.src.initializers.lookup import get as get
from multikeras.src.initializers.lookup import serialize as serialize
from multikeras.src.initializers.random import Orthogonal as Orthogonal
from multikeras.src.initializers.random import RandomInitializer as RandomInitializer
from multikeras.src.initializers.random import RandomNormal as RandomNormal
from multikeras.src.initializers.random import RandomUniform as RandomUniform
from multikeras.src.initializers.random import TruncatedNormal as TruncatedNormal
from multikeras.src.initializers.stft import STFT as STFT
from multikeras.src.initializers.variance_scaling import GlorotNormal as GlorotNormal
from multikeras.src.initializers.variance_scaling import GlorotUniform as GlorotUniform
from multikeras.src.initializers.variance_scaling import HeNormal as HeNormal
from multikeras.src.initializers.variance_scaling import HeUniform as HeUniform
from multikeras.src.initializers.variance_scaling import LecunNormal as LecunNormal
from multikeras.src.initializers.variance_scaling import LecunUniform as LecunUniform
from multikeras.src.initializers.variance_scaling import VarianceScaling as VarianceScaling
