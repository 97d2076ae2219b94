"""Models as regressors of scikit-learn."""

from multikeras.src.core.export import export
from multikeras.src.wrappers.estimator import Estimator, base_class


@export("multikeras.wrappers.SKLearnRegressor")
class SKLearnRegressor(base_class("RegressorMixin"), Estimator):
    """A model as a regressor of scikit-learn.

    Targets reach the model as an array of shape (samples, outputs), those of shape (samples,) with one output.

    Args:
        model: a compiled Model, of which each `fit` trains a copy with new weights, or a function
            `model(X, y, **model_kwargs)` that makes one for the data.
        warm_start: whether `fit` goes on with the model of the last `fit`.
        model_kwargs: arguments for the function `model`.
        fit_kwargs: arguments for `Model.fit`.
        random_state: int or `np.random.RandomState` that makes `fit` repeat itself; None for other weights and another order each time.

    Attributes:
        model_: the trained model.
        history_: what its `fit` gave.
        epoch_: how many epochs it has been trained.

    Raises:
        ImportError: scikit-learn is not installed.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((1,)), multikeras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> regressor = multikeras.wrappers.SKLearnRegressor(model, fit_kwargs={"epochs": 2, "verbose": 0})
    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])
    >>> regressor.fit(X, y).predict(X).shape
    (3,)
    """
