"""Models as classifiers of scikit-learn."""

from typing import Any

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.wrappers.estimator import FEATURE, Estimator, base_class, sklearn_validation

sklearn_multiclass = lazy.module("sklearn.utils.multiclass", **FEATURE)


@export("multikeras.wrappers.SKLearnClassifier")
class SKLearnClassifier(base_class("ClassifierMixin"), Estimator):
    """A model as a classifier of scikit-learn.

    Labels of any kind, of two classes or more, reach the model one-hot, as an array of shape (samples, classes): give it as many
    outputs and `loss="categorical_crossentropy"`. Of several labels a sample, an array of 0 and 1 of shape (samples, labels), each has
    an output of its own: give it `loss="binary_crossentropy"`.

    Args:
        model, warm_start, model_kwargs, fit_kwargs, random_state: see `SKLearnRegressor`.

    Attributes:
        model_, history_, epoch_: see `SKLearnRegressor`.
        classes_: the labels, in the order of the outputs.

    Raises:
        ImportError: scikit-learn is not installed.

    Example:

    >>> def mlp(X, y):
    ...     outputs = multikeras.layers.Dense(y.shape[1], activation="softmax")
    ...     model = multikeras.Sequential([multikeras.Input(X.shape[1:]), outputs])
    ...     model.compile("adam", "categorical_crossentropy")
    ...     return model
    >>> classifier = multikeras.wrappers.SKLearnClassifier(mlp, fit_kwargs={"epochs": 2, "verbose": 0})
    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array(["no", "no", "yes"])
    >>> classifier.fit(X, y).predict(X).shape
    (3,)
    """

    def predict(self, X: Any) -> np.ndarray:
        """Labels of samples.

        Args:
            X: array of shape (samples, features, ...).

        Returns:
            Array of shape (samples,), or for several labels a sample (samples, labels).
        """
        outputs = self._outputs(X)
        if self._labels_exclude:
            return self.classes_[outputs.argmax(axis=-1)]
        return (self._scores(outputs) > 0).astype(self._label_dtype)

    def decision_function(self, X: Any) -> np.ndarray:
        """How much the model is for each class.

        Args:
            X: array of shape (samples, features, ...).

        Returns:
            Of three classes or more the outputs of the model, of shape (samples, classes). Of two classes the output of the second
            less that of the first, of shape (samples,). For several labels a sample, shape (samples, labels), positive where a label
            is predicted.
        """
        return self._scores(self._outputs(X))

    def _scores(self, outputs: np.ndarray) -> np.ndarray:
        if not self._labels_exclude:
            return outputs if getattr(self.model_.loss, "from_logits", False) else outputs - np.float32(0.5)
        return outputs[:, 1] - outputs[:, 0] if len(self.classes_) == 2 else outputs

    def _encode(self, y: np.ndarray, reset: bool) -> np.ndarray:
        sklearn_multiclass.check_classification_targets(y)
        kind = sklearn_multiclass.type_of_target(y, input_name="y")
        if kind == "multiclass-multioutput":
            raise ValueError(
                "SKLearnClassifier: several labels a sample must be given as an array of 0 and 1, with a column for each label."
            )
        exclude = kind != "multilabel-indicator"
        if exclude:
            y = sklearn_validation.column_or_1d(y, warn=True)
        labels = np.unique(y) if exclude else np.arange(y.shape[1])
        if reset:
            self.classes_, self._labels_exclude, self._label_dtype = labels, exclude, y.dtype
        elif exclude != self._labels_exclude or not np.isin(labels, self.classes_).all():
            raise ValueError(
                f"SKLearnClassifier: with `warm_start` the labels must be among those of the first `fit`, {self.classes_}, got {labels}."
            )
        return (y[:, None] == self.classes_).astype("float64") if exclude else y.astype("float64")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
