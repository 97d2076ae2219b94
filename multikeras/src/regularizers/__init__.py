"""Penalties on weights and activations."""

from multikeras.src.regularizers.base import Regularizer as Regularizer
from multikeras.src.regularizers.lookup import deserialize as deserialize
from multikeras.src.regularizers.lookup import get as get
from multikeras.src.regularizers.lookup import serialize as serialize
from multikeras.src.regularizers.norm import L1 as L1
from multikeras.src.regularizers.norm import L1L2 as L1L2
from multikeras.src.regularizers.norm import L2 as L2
from multikeras.src.regularizers.orthogonal import OrthogonalRegularizer as OrthogonalRegularizer
