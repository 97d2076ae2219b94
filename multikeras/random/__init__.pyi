"""The public namespace `multikeras.random`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.random.seed_generator import SeedGenerator as SeedGenerator
from multikeras.src.random.draws import beta as beta
from multikeras.src.random.draws import binomial as binomial
from multikeras.src.random.draws import categorical as categorical
from multikeras.src.random.draws import dropout as dropout
from multikeras.src.random.draws import gamma as gamma
from multikeras.src.random.draws import normal as normal
from multikeras.src.random.draws import randint as randint
from multikeras.src.random.draws import shuffle as shuffle
from multikeras.src.random.draws import truncated_normal as truncated_normal
from multikeras.src.random.draws import uniform as uniform

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]
