"""Functions of tensorflow for the primitives of `contract.py`, and native ones for some ops that have bodies."""

from multikeras.src.backend.tensorflow.ops import activation as activation
from multikeras.src.backend.tensorflow.ops import attention as attention
from multikeras.src.backend.tensorflow.ops import complex as complex
from multikeras.src.backend.tensorflow.ops import control as control
from multikeras.src.backend.tensorflow.ops import convolution as convolution
from multikeras.src.backend.tensorflow.ops import creation as creation
from multikeras.src.backend.tensorflow.ops import elementwise as elementwise
from multikeras.src.backend.tensorflow.ops import factorization as factorization
from multikeras.src.backend.tensorflow.ops import indexing as indexing
from multikeras.src.backend.tensorflow.ops import linalg as linalg
from multikeras.src.backend.tensorflow.ops import loss as loss
from multikeras.src.backend.tensorflow.ops import movement as movement
from multikeras.src.backend.tensorflow.ops import pooling as pooling
from multikeras.src.backend.tensorflow.ops import reduction as reduction
from multikeras.src.backend.tensorflow.ops import resampling as resampling
from multikeras.src.backend.tensorflow.ops import signal as signal
from multikeras.src.backend.tensorflow.ops import special as special
