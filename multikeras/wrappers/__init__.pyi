"""The public namespace `multikeras.wrappers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.wrappers.classifier import SKLearnClassifier as SKLearnClassifier
from multikeras.src.wrappers.regressor import SKLearnRegressor as SKLearnRegressor
from multikeras.src.wrappers.transformer import SKLearnTransformer as SKLearnTransformer

__all__ = [
    "SKLearnClassifier",
    "SKLearnRegressor",
    "SKLearnTransformer",
]
