"""Functions of torch for the primitives of `contract.py`, and native ones for some ops that have bodies."""

from multikeras.src.backend.torch.ops import activation as activation
from multikeras.src.backend.torch.ops import attention as attention
from multikeras.src.backend.torch.ops import blocks as blocks
from multikeras.src.backend.torch.ops import complex as complex
from multikeras.src.backend.torch.ops import control as control
from multikeras.src.backend.torch.ops import convolution as convolution
from multikeras.src.backend.torch.ops import creation as creation
from multikeras.src.backend.torch.ops import ctc as ctc
from multikeras.src.backend.torch.ops import divisors as divisors
from multikeras.src.backend.torch.ops import elementwise as elementwise
from multikeras.src.backend.torch.ops import factorization as factorization
from multikeras.src.backend.torch.ops import indexing as indexing
from multikeras.src.backend.torch.ops import linalg as linalg
from multikeras.src.backend.torch.ops import loss as loss
from multikeras.src.backend.torch.ops import movement as movement
from multikeras.src.backend.torch.ops import normalization as normalization
from multikeras.src.backend.torch.ops import pooling as pooling
from multikeras.src.backend.torch.ops import reduction as reduction
from multikeras.src.backend.torch.ops import resampling as resampling
from multikeras.src.backend.torch.ops import signal as signal
from multikeras.src.backend.torch.ops import special as special
