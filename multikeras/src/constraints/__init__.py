"""Projections that keep weights within bounds."""

from multikeras.src.constraints.base import Constraint as Constraint
from multikeras.src.constraints.lookup import deserialize as deserialize
from multikeras.src.constraints.lookup import get as get
from multikeras.src.constraints.lookup import serialize as serialize
from multikeras.src.constraints.norm import MaxNorm as MaxNorm
from multikeras.src.constraints.norm import MinMaxNorm as MinMaxNorm
from multikeras.src.constraints.norm import UnitNorm as UnitNorm
from multikeras.src.constraints.sign import NonNeg as NonNeg
