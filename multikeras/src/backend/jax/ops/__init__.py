"""Functions of jax for the primitives of `contract.py`, and native ones for some ops that have bodies."""

from multikeras.src.backend.jax.ops import activation as activation
from multikeras.src.backend.jax.ops import attention as attention
from multikeras.src.backend.jax.ops import complex as complex
from multikeras.src.backend.jax.ops import control as control
from multikeras.src.backend.jax.ops import convolution as convolution
from multikeras.src.backend.jax.ops import creation as creation
from multikeras.src.backend.jax.ops import divisors as divisors
from multikeras.src.backend.jax.ops import elementwise as elementwise
from multikeras.src.backend.jax.ops import factorization as factorization
from multikeras.src.backend.jax.ops import indexing as indexing
from multikeras.src.backend.jax.ops import linalg as linalg
from multikeras.src.backend.jax.ops import movement as movement
from multikeras.src.backend.jax.ops import pooling as pooling
from multikeras.src.backend.jax.ops import reduction as reduction
from multikeras.src.backend.jax.ops import signal as signal
from multikeras.src.backend.jax.ops import special as special
