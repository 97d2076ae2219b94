"""What the scikit-learn estimators have in common."""

import contextlib
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.models.cloning import clone_model
from multikeras.src.models.model import Model
from multikeras.src.random.seed_generator import seeded

FEATURE = {"extra": "sklearn", "feature": "multikeras.wrappers"}

sklearn_base = lazy.module("sklearn.base", **FEATURE)
sklearn_validation = lazy.module("sklearn.utils.validation", **FEATURE)
sklearn_random = lazy.module("sklearn.utils", **FEATURE)


def base_class(name: str) -> type:
    """A class of `sklearn.base`. Where scikit-learn is absent, one whose subclasses exist, but say so when they are constructed."""
    if lazy.is_installed("sklearn"):
        return getattr(sklearn_base, name)
    return type(name, (), {"__new__": lambda cls, *args, **kwargs: getattr(sklearn_base, name)})


class Estimator(base_class("BaseEstimator")):
    """A model as a scikit-learn estimator: the part that does not depend on the kind of targets."""

    def __init__(
        self,
        model: Model | Callable[..., Model],
        warm_start: bool = False,
        model_kwargs: dict[str, Any] | None = None,
        fit_kwargs: dict[str, Any] | None = None,
        random_state: Any = None,
    ) -> None:
        # scikit-learn asks that arguments are kept as they are; `fit` checks them.
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs
        self.random_state = random_state

    @property
    def epoch_(self) -> int:
        """Number of epochs that the fitted model has been trained, those of earlier fits with `warm_start` included; 0 before."""
        return getattr(self, "_epochs", 0)

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> Self:
        """Train the model: a new one, or with `warm_start` the one there is.

        Args:
            X: array of shape (samples, features, ...), or a data frame.
            y: targets.
            sample_weight: weights of the samples, of shape (samples,).
            kwargs: arguments of `Model.fit` that go before `fit_kwargs`.

        Returns:
            The estimator.

        Raises:
            ValueError: the data cannot be trained on, or the model is not compiled.
        """
        goes_on = self.warm_start and hasattr(self, "model_")
        X, y = sklearn_validation.validate_data(self, X, y, reset=not goes_on, allow_nd=True, multi_output=True)
        if sample_weight is not None:
            sample_weight = sklearn_validation._check_sample_weight(sample_weight, X)
        targets = self._encode(y, reset=not goes_on)
        with self._randomness():
            model = self.model_ if goes_on else self._new_model(X, targets)
            self.history_ = model.fit(X, targets, sample_weight=sample_weight, **{**(self.fit_kwargs or {}), **kwargs})
        self._epochs = (self.epoch_ if goes_on else 0) + len(self.history_.epoch)
        self.model_ = model
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Predicted targets of samples.

        Args:
            X: array of shape (samples, features, ...).

        Returns:
            Array of the shape of the targets in `fit`: (samples,) or (samples, outputs).
        """
        outputs = self._outputs(X)
        return outputs.reshape(len(outputs)) if self._flat_targets else outputs

    def _encode(self, y: np.ndarray, reset: bool) -> np.ndarray:
        """Targets as the model gets them, of shape (samples, outputs); with `reset` what `predict` needs is kept from them."""
        y = sklearn_validation.check_array(y, dtype="float64", ensure_2d=False, input_name="y")
        if reset:
            self._flat_targets = y.ndim == 1
        return y.reshape(len(y), -1)

    def _outputs(self, X: Any) -> np.ndarray:
        """What the model gives for data."""
        sklearn_validation.check_is_fitted(self, "model_")
        X = sklearn_validation.validate_data(self, X, reset=False, allow_nd=True)
        return self.model_.predict(X, batch_size=(self.fit_kwargs or {}).get("batch_size"), verbose=0)

    def _new_model(self, X: np.ndarray, targets: np.ndarray) -> Model:
        name = type(self).__name__
        if isinstance(self.model, Model):
            if not self.model.compiled:
                raise ValueError(f"{name}: the model {self.model.name!r} must be compiled: call its `compile` first.")
            model = clone_model(self.model)
            model.compile_from_config(self.model.get_compile_config())
            return model
        if not callable(self.model):
            raise TypeError(
                f"{name}: `model` must be a Model or a function `model(X, y, **model_kwargs)` that gives one, got {self.model!r}."
            )
        model = self.model(X, targets, **(self.model_kwargs or {}))
        if not isinstance(model, Model) or not model.compiled:
            raise ValueError(f"{name}: the function `model` must give a compiled Model, got {model!r}. Call `compile` on it.")
        return model

    def _randomness(self) -> contextlib.AbstractContextManager:
        if self.random_state is None:
            return contextlib.nullcontext()
        return seeded(int(sklearn_random.check_random_state(self.random_state).randint(2**31 - 1)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.non_deterministic = self.random_state is None
        tags.input_tags.three_d_array = True
        tags.target_tags.required = True
        tags.target_tags.multi_output = True
        return tags
