"""Models as transformers of scikit-learn."""

from typing import Any, Self

import numpy as np

from multikeras.src.core.export import export
from multikeras.src.wrappers.estimator import Estimator, base_class


@export("multikeras.wrappers.SKLearnTransformer")
class SKLearnTransformer(base_class("ClassNamePrefixFeaturesOutMixin"), base_class("TransformerMixin"), Estimator):
    """A model as a transformer of scikit-learn: a step of a pipeline that replaces features by the outputs of the model.

    The model learns to give the targets, or, where there are none, its inputs.

    Args:
        model, warm_start, model_kwargs, fit_kwargs, random_state: see `SKLearnRegressor`.

    Attributes:
        model_, history_, epoch_: see `SKLearnRegressor`.

    Raises:
        ImportError: scikit-learn is not installed.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((1,)), multikeras.layers.Dense(2)])
    >>> model.compile("sgd", "mse")
    >>> transformer = multikeras.wrappers.SKLearnTransformer(model, fit_kwargs={"verbose": 0})
    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]])
    >>> transformer.fit(X, y).transform(X).shape
    (3, 2)
    """

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None, **kwargs: Any) -> Self:
        """Train the model: a new one, or with `warm_start` the one there is.

        Args:
            X: array of shape (samples, features), or a data frame.
            y: targets; the inputs when None.
            sample_weight: weights of the samples, of shape (samples,).
            kwargs: arguments of `Model.fit` that go before `fit_kwargs`.

        Returns:
            The estimator.

        Raises:
            ValueError: the data cannot be trained on, or the model is not compiled.
        """
        return super().fit(X, X if y is None else y, sample_weight=sample_weight, **kwargs)

    def transform(self, X: Any) -> np.ndarray:
        """Outputs of the model.

        Args:
            X: array of shape (samples, features, ...).

        Returns:
            Array of shape (samples, outputs).
        """
        return self._outputs(X)

    @property
    def _n_features_out(self) -> int:
        return self.model_.output_shape[-1]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = False
        tags.transformer_tags.preserves_dtype = []
        return tags
