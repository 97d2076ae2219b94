"""The public namespace `multikeras.random`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "SeedGenerator": "multikeras.src.random.seed_generator:SeedGenerator",
        "beta": "multikeras.src.random.draws:beta",
        "binomial": "multikeras.src.random.draws:binomial",
        "categorical": "multikeras.src.random.draws:categorical",
        "dropout": "multikeras.src.random.draws:dropout",
        "gamma": "multikeras.src.random.draws:gamma",
        "normal": "multikeras.src.random.draws:normal",
        "randint": "multikeras.src.random.draws:randint",
        "shuffle": "multikeras.src.random.draws:shuffle",
        "truncated_normal": "multikeras.src.random.draws:truncated_normal",
        "uniform": "multikeras.src.random.draws:uniform",
    },
    submodules=[],
)
