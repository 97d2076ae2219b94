"""Activation functions."""

from multikeras.src.activations.function import gelu as gelu
from multikeras.src.activations.function import linear as linear
from multikeras.src.activations.function import relu as relu
from multikeras.src.activations.lookup import deserialize as deserialize
from multikeras.src.activations.lookup import get as get
from multikeras.src.activations.lookup import serialize as serialize
