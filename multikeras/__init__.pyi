"""multikeras: deep learning with the API of Keras 3 on JAX, PyTorch, TensorFlow and NumPy.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.version import __version__ as __version__
from multikeras import backend as backend
from multikeras import config as config
from multikeras import saving as saving
from multikeras import tree as tree
from multikeras import utils as utils
from multikeras.src.core.symbolic import KerasTensor as KerasTensor
from multikeras.src.core.symbolic import Operation as Operation
from multikeras.src.core.naming import name_scope as name_scope
from multikeras.src.core.version import version as version
