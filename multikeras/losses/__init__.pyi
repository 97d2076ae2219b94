"""The public namespace `multikeras.losses`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.losses.crossentropy import BinaryCrossentropy as BinaryCrossentropy
from multikeras.src.losses.focal import BinaryFocalCrossentropy as BinaryFocalCrossentropy
from multikeras.src.losses.ctc import CTC as CTC
from multikeras.src.losses.crossentropy import CategoricalCrossentropy as CategoricalCrossentropy
from multikeras.src.losses.focal import CategoricalFocalCrossentropy as CategoricalFocalCrossentropy
from multikeras.src.losses.crossentropy import CategoricalGeneralizedCrossEntropy as CategoricalGeneralizedCrossEntropy
from multikeras.src.losses.hinge import CategoricalHinge as CategoricalHinge
from multikeras.src.losses.circle import Circle as Circle
from multikeras.src.losses.regression import CosineSimilarity as CosineSimilarity
from multikeras.src.losses.overlap import Dice as Dice
from multikeras.src.losses.hinge import Hinge as Hinge
from multikeras.src.losses.regression import Huber as Huber
from multikeras.src.losses.distribution import KLDivergence as KLDivergence
from multikeras.src.losses.regression import LogCosh as LogCosh
from multikeras.src.losses.base import Loss as Loss
from multikeras.src.losses.regression import MeanAbsoluteError as MeanAbsoluteError
from multikeras.src.losses.regression import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from multikeras.src.losses.regression import MeanSquaredError as MeanSquaredError
from multikeras.src.losses.regression import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from multikeras.src.losses.distribution import Poisson as Poisson
from multikeras.src.losses.crossentropy import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from multikeras.src.losses.hinge import SquaredHinge as SquaredHinge
from multikeras.src.losses.overlap import Tversky as Tversky
from multikeras.src.losses.crossentropy import binary_crossentropy as binary_crossentropy
from multikeras.src.losses.focal import binary_focal_crossentropy as binary_focal_crossentropy
from multikeras.src.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from multikeras.src.losses.focal import categorical_focal_crossentropy as categorical_focal_crossentropy
from multikeras.src.losses.crossentropy import categorical_generalized_cross_entropy as categorical_generalized_cross_entropy
from multikeras.src.losses.hinge import categorical_hinge as categorical_hinge
from multikeras.src.losses.circle import circle as circle
from multikeras.src.losses.regression import cosine_similarity as cosine_similarity
from multikeras.src.losses.ctc import ctc as ctc
from multikeras.src.losses.lookup import deserialize as deserialize
from multikeras.src.losses.overlap import dice as dice
from multikeras.src.losses.lookup import get as get
from multikeras.src.losses.hinge import hinge as hinge
from multikeras.src.losses.regression import huber as huber
from multikeras.src.losses.distribution import kl_divergence as kl_divergence
from multikeras.src.losses.regression import log_cosh as log_cosh
from multikeras.src.losses.regression import mean_absolute_error as mean_absolute_error
from multikeras.src.losses.regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from multikeras.src.losses.regression import mean_squared_error as mean_squared_error
from multikeras.src.losses.regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from multikeras.src.losses.distribution import poisson as poisson
from multikeras.src.losses.lookup import serialize as serialize
from multikeras.src.losses.crossentropy import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from multikeras.src.losses.hinge import squared_hinge as squared_hinge
from multikeras.src.losses.overlap import tversky as tversky

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CTC",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "ctc",
    "deserialize",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]
