"""The public namespace `multikeras.metrics`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.metrics.auc import AUC as AUC
from multikeras.src.metrics.accuracy import Accuracy as Accuracy
from multikeras.src.metrics.accuracy import BinaryAccuracy as BinaryAccuracy
from multikeras.src.metrics.loss import BinaryCrossentropy as BinaryCrossentropy
from multikeras.src.metrics.iou import BinaryIoU as BinaryIoU
from multikeras.src.metrics.accuracy import CategoricalAccuracy as CategoricalAccuracy
from multikeras.src.metrics.loss import CategoricalCrossentropy as CategoricalCrossentropy
from multikeras.src.metrics.loss import CategoricalHinge as CategoricalHinge
from multikeras.src.metrics.correlation import ConcordanceCorrelation as ConcordanceCorrelation
from multikeras.src.metrics.loss import CosineSimilarity as CosineSimilarity
from multikeras.src.metrics.fscore import F1Score as F1Score
from multikeras.src.metrics.fscore import FBetaScore as FBetaScore
from multikeras.src.metrics.confusion import FalseNegatives as FalseNegatives
from multikeras.src.metrics.confusion import FalsePositives as FalsePositives
from multikeras.src.metrics.loss import Hinge as Hinge
from multikeras.src.metrics.iou import IoU as IoU
from multikeras.src.metrics.loss import KLDivergence as KLDivergence
from multikeras.src.metrics.loss import LogCoshError as LogCoshError
from multikeras.src.metrics.mean import Mean as Mean
from multikeras.src.metrics.loss import MeanAbsoluteError as MeanAbsoluteError
from multikeras.src.metrics.loss import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from multikeras.src.metrics.iou import MeanIoU as MeanIoU
from multikeras.src.metrics.mean import MeanMetricWrapper as MeanMetricWrapper
from multikeras.src.metrics.loss import MeanSquaredError as MeanSquaredError
from multikeras.src.metrics.loss import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from multikeras.src.metrics.base import Metric as Metric
from multikeras.src.metrics.iou import OneHotIoU as OneHotIoU
from multikeras.src.metrics.iou import OneHotMeanIoU as OneHotMeanIoU
from multikeras.src.metrics.correlation import PearsonCorrelation as PearsonCorrelation
from multikeras.src.metrics.loss import Poisson as Poisson
from multikeras.src.metrics.confusion import Precision as Precision
from multikeras.src.metrics.tradeoff import PrecisionAtRecall as PrecisionAtRecall
from multikeras.src.metrics.determination import R2Score as R2Score
from multikeras.src.metrics.confusion import Recall as Recall
from multikeras.src.metrics.tradeoff import RecallAtPrecision as RecallAtPrecision
from multikeras.src.metrics.loss import RootMeanSquaredError as RootMeanSquaredError
from multikeras.src.metrics.tradeoff import SensitivityAtSpecificity as SensitivityAtSpecificity
from multikeras.src.metrics.accuracy import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from multikeras.src.metrics.loss import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from multikeras.src.metrics.accuracy import SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy
from multikeras.src.metrics.tradeoff import SpecificityAtSensitivity as SpecificityAtSensitivity
from multikeras.src.metrics.loss import SquaredHinge as SquaredHinge
from multikeras.src.metrics.mean import Sum as Sum
from multikeras.src.metrics.accuracy import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from multikeras.src.metrics.confusion import TrueNegatives as TrueNegatives
from multikeras.src.metrics.confusion import TruePositives as TruePositives
from multikeras.src.metrics.accuracy import binary_accuracy as binary_accuracy
from multikeras.src.losses.crossentropy import binary_crossentropy as binary_crossentropy
from multikeras.src.losses.focal import binary_focal_crossentropy as binary_focal_crossentropy
from multikeras.src.metrics.accuracy import categorical_accuracy as categorical_accuracy
from multikeras.src.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from multikeras.src.losses.focal import categorical_focal_crossentropy as categorical_focal_crossentropy
from multikeras.src.losses.hinge import categorical_hinge as categorical_hinge
from multikeras.src.metrics.correlation import concordance_correlation as concordance_correlation
from multikeras.src.metrics.lookup import deserialize as deserialize
from multikeras.src.metrics.lookup import get as get
from multikeras.src.losses.hinge import hinge as hinge
from multikeras.src.losses.regression import huber as huber
from multikeras.src.losses.distribution import kl_divergence as kl_divergence
from multikeras.src.losses.regression import log_cosh as log_cosh
from multikeras.src.losses.regression import mean_absolute_error as mean_absolute_error
from multikeras.src.losses.regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from multikeras.src.losses.regression import mean_squared_error as mean_squared_error
from multikeras.src.losses.regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from multikeras.src.metrics.correlation import pearson_correlation as pearson_correlation
from multikeras.src.losses.distribution import poisson as poisson
from multikeras.src.metrics.lookup import serialize as serialize
from multikeras.src.metrics.accuracy import sparse_categorical_accuracy as sparse_categorical_accuracy
from multikeras.src.losses.crossentropy import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from multikeras.src.metrics.accuracy import sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy
from multikeras.src.losses.hinge import squared_hinge as squared_hinge
from multikeras.src.metrics.accuracy import top_k_categorical_accuracy as top_k_categorical_accuracy

__all__ = [
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "BinaryIoU",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Hinge",
    "IoU",
    "KLDivergence",
    "LogCoshError",
    "Mean",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanIoU",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Metric",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Poisson",
    "Precision",
    "PrecisionAtRecall",
    "R2Score",
    "Recall",
    "RecallAtPrecision",
    "RootMeanSquaredError",
    "SensitivityAtSpecificity",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "SpecificityAtSensitivity",
    "SquaredHinge",
    "Sum",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "binary_accuracy",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_accuracy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "concordance_correlation",
    "deserialize",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "pearson_correlation",
    "poisson",
    "serialize",
    "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy",
    "squared_hinge",
    "top_k_categorical_accuracy",
]
