"""The public namespace `multikeras.losses`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "BinaryCrossentropy": "multikeras.src.losses.crossentropy:BinaryCrossentropy",
        "CategoricalCrossentropy": "multikeras.src.losses.crossentropy:CategoricalCrossentropy",
        "CategoricalHinge": "multikeras.src.losses.hinge:CategoricalHinge",
        "CosineSimilarity": "multikeras.src.losses.regression:CosineSimilarity",
        "Hinge": "multikeras.src.losses.hinge:Hinge",
        "Huber": "multikeras.src.losses.regression:Huber",
        "KLDivergence": "multikeras.src.losses.distribution:KLDivergence",
        "LogCosh": "multikeras.src.losses.regression:LogCosh",
        "Loss": "multikeras.src.losses.base:Loss",
        "MeanAbsoluteError": "multikeras.src.losses.regression:MeanAbsoluteError",
        "MeanAbsolutePercentageError": "multikeras.src.losses.regression:MeanAbsolutePercentageError",
        "MeanSquaredError": "multikeras.src.losses.regression:MeanSquaredError",
        "MeanSquaredLogarithmicError": "multikeras.src.losses.regression:MeanSquaredLogarithmicError",
        "Poisson": "multikeras.src.losses.distribution:Poisson",
        "SparseCategoricalCrossentropy": "multikeras.src.losses.crossentropy:SparseCategoricalCrossentropy",
        "SquaredHinge": "multikeras.src.losses.hinge:SquaredHinge",
        "binary_crossentropy": "multikeras.src.losses.crossentropy:binary_crossentropy",
        "categorical_crossentropy": "multikeras.src.losses.crossentropy:categorical_crossentropy",
        "categorical_hinge": "multikeras.src.losses.hinge:categorical_hinge",
        "cosine_similarity": "multikeras.src.losses.regression:cosine_similarity",
        "deserialize": "multikeras.src.losses.lookup:deserialize",
        "get": "multikeras.src.losses.lookup:get",
        "hinge": "multikeras.src.losses.hinge:hinge",
        "huber": "multikeras.src.losses.regression:huber",
        "kl_divergence": "multikeras.src.losses.distribution:kl_divergence",
        "log_cosh": "multikeras.src.losses.regression:log_cosh",
        "mean_absolute_error": "multikeras.src.losses.regression:mean_absolute_error",
        "mean_absolute_percentage_error": "multikeras.src.losses.regression:mean_absolute_percentage_error",
        "mean_squared_error": "multikeras.src.losses.regression:mean_squared_error",
        "mean_squared_logarithmic_error": "multikeras.src.losses.regression:mean_squared_logarithmic_error",
        "poisson": "multikeras.src.losses.distribution:poisson",
        "serialize": "multikeras.src.losses.lookup:serialize",
        "sparse_categorical_crossentropy": "multikeras.src.losses.crossentropy:sparse_categorical_crossentropy",
        "squared_hinge": "multikeras.src.losses.hinge:squared_hinge",
    },
    submodules=[],
)
