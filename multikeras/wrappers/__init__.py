"""The public namespace `multikeras.wrappers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "SKLearnClassifier": "multikeras.src.wrappers.classifier:SKLearnClassifier",
        "SKLearnRegressor": "multikeras.src.wrappers.regressor:SKLearnRegressor",
        "SKLearnTransformer": "multikeras.src.wrappers.transformer:SKLearnTransformer",
    },
    submodules=[],
)
