"""Functions of numpy for the primitives of `contract.py`, and native ones for some ops that have bodies."""

from multikeras.src.backend.numpy.ops import activation as activation
from multikeras.src.backend.numpy.ops import attention as attention
from multikeras.src.backend.numpy.ops import complex as complex
from multikeras.src.backend.numpy.ops import control as control
from multikeras.src.backend.numpy.ops import convolution as convolution
from multikeras.src.backend.numpy.ops import creation as creation
from multikeras.src.backend.numpy.ops import divisors as divisors
from multikeras.src.backend.numpy.ops import elementwise as elementwise
from multikeras.src.backend.numpy.ops import factorization as factorization
from multikeras.src.backend.numpy.ops import indexing as indexing
from multikeras.src.backend.numpy.ops import linalg as linalg
from multikeras.src.backend.numpy.ops import movement as movement
from multikeras.src.backend.numpy.ops import pooling as pooling
from multikeras.src.backend.numpy.ops import reduction as reduction
from multikeras.src.backend.numpy.ops import signal as signal
from multikeras.src.backend.numpy.ops import special as special
