import os
import pickle
import random as python_random
import subprocess
import sys

import numpy as np
import pytest

from multikeras import Input, Sequential, layers, losses, ops, optimizers, random, utils, wrappers

pytest.importorskip("sklearn")
from sklearn.base import clone
from sklearn.datasets import make_multilabel_classification
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

pytestmark = pytest.mark.requires_trainable_backend

# One batch of all samples, weights that count as repetitions do, and float64: what scikit-learn asks of sample weights holds exactly.
FIT = {"verbose": 0, "epochs": 60, "batch_size": 1000, "shuffle": False}
EXACT = {"reduction": "mean_with_sample_weight", "dtype": "float64"}


def classifier_model(X, y):
    model = Sequential([Input(X.shape[1:]), layers.Dense(y.shape[1], "softmax", dtype="float64")])
    model.compile(optimizers.Adam(0.1), losses.CategoricalCrossentropy(**EXACT))
    return model


def regressor_model(X, y, units=8):
    hidden = layers.Dense(units, "tanh", dtype="float64")
    model = Sequential([Input(X.shape[1:]), hidden, layers.Dense(y.shape[1], dtype="float64")])
    model.compile(optimizers.Adam(0.05), losses.MeanSquaredError(**EXACT))
    return model


def labels_model(X, y, from_logits=False):
    model = Sequential([Input(X.shape[1:]), layers.Dense(y.shape[1], None if from_logits else "sigmoid")])
    model.compile(optimizers.Adam(0.1), losses.BinaryCrossentropy(from_logits=from_logits))
    return model


def network():
    model = Sequential([Input((2,)), layers.Dropout(0.2), layers.Dense(1)])
    model.compile(optimizers.Adam(0.05), "mse", metrics=["mae"])
    return model


def data(rows=40):
    X = np.random.default_rng(0).normal(size=(rows, 2))
    return X, X[:, 0] * 2 - X[:, 1] + 1


def checks():
    for cls, model in [
        (wrappers.SKLearnClassifier, classifier_model),
        (wrappers.SKLearnRegressor, regressor_model),
        (wrappers.SKLearnTransformer, regressor_model),
    ]:
        for estimator, check in estimator_checks_generator(cls(model, fit_kwargs=FIT, random_state=0)):
            keywords = "".join(f"-{key}={value}" for key, value in check.keywords.items())
            yield pytest.param(estimator, check, id=f"{cls.__name__}-{check.func.__name__}{keywords}")


@pytest.mark.parametrize(("estimator", "check"), list(checks()))
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


class TestModel:
    def test_each_fit_trains_a_copy(self):
        X, y = data()
        model = network()
        before = model.get_weights()
        regressor = wrappers.SKLearnRegressor(model, fit_kwargs={"epochs": 40, "verbose": 0}).fit(X, y)
        assert regressor.score(X, y) > 0.8
        assert regressor.model_ is not model
        assert set(regressor.history_.history) == {"loss", "mae"}
        for now, then in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(now, then)
        assert int(model.optimizer.iterations) == 0

    def test_arguments_of_the_function(self):
        X, y = data()
        regressor = wrappers.SKLearnRegressor(regressor_model, model_kwargs={"units": 3}, fit_kwargs={"verbose": 0}).fit(X, y)
        assert regressor.model_.layers[0].units == 3

    def test_arguments_of_fit_go_before_fit_kwargs(self):
        X, y = data()
        regressor = wrappers.SKLearnRegressor(network(), fit_kwargs={"epochs": 5, "verbose": 0})
        assert regressor.fit(X, y, epochs=2).epoch_ == 2

    def test_must_be_compiled(self):
        X, y = data()
        with pytest.raises(ValueError, match="compile"):
            wrappers.SKLearnRegressor(Sequential([layers.Dense(1)])).fit(X, y)
        with pytest.raises(ValueError, match="compile"):
            wrappers.SKLearnRegressor(lambda X, y: Sequential([layers.Dense(1)])).fit(X, y)

    def test_neither_model_nor_function(self):
        with pytest.raises(TypeError, match="'dense'"):
            wrappers.SKLearnRegressor("dense").fit(*data())

    def test_images(self):
        X = np.random.default_rng(0).normal(size=(12, 4, 4, 1))
        y = np.tile([0, 1], 6)

        def convnet(X, y):
            model = Sequential([Input(X.shape[1:]), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(y.shape[1], "softmax")])
            model.compile("adam", "categorical_crossentropy")
            return model

        assert wrappers.SKLearnClassifier(convnet, fit_kwargs={"verbose": 0}).fit(X, y).predict(X).shape == (12,)


class TestState:
    def test_warm_start_goes_on(self):
        X, y = data()
        regressor = wrappers.SKLearnRegressor(network(), warm_start=True, fit_kwargs={"epochs": 2, "verbose": 0})
        assert regressor.epoch_ == 0
        model = regressor.fit(X, y).model_
        assert regressor.fit(X, y).model_ is model
        assert regressor.epoch_ == 4
        assert int(model.optimizer.iterations) == 8

    def test_warm_start_with_new_labels(self):
        X, _ = data()
        classifier = wrappers.SKLearnClassifier(classifier_model, warm_start=True, fit_kwargs={"verbose": 0})
        classifier.fit(X, np.arange(40) % 3)
        classifier.fit(X, np.arange(40) % 2)
        np.testing.assert_array_equal(classifier.classes_, [0, 1, 2])
        with pytest.raises(ValueError, match="warm_start"):
            classifier.fit(X, np.arange(40) % 4)

    @pytest.mark.parametrize("random_state", [3, np.random.RandomState(3)])
    def test_random_state(self, random_state):
        """The same weights, shuffles and dropout."""
        X, y = data()
        regressor = wrappers.SKLearnRegressor(network(), fit_kwargs={"epochs": 2, "verbose": 0}, random_state=random_state)
        first, second = (clone(regressor).fit(X, y).predict(X) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_random_state_leaves_the_randomness_of_the_program_alone(self):
        drawn = []
        for random_state in (None, 3):
            utils.set_random_seed(1)
            regressor = wrappers.SKLearnRegressor(network(), fit_kwargs={"verbose": 0}, random_state=random_state)
            if random_state is not None:
                regressor.fit(*data())
            drawn.append(
                (ops.convert_to_numpy(random.normal((3,))).tolist(), layers.Dropout(0.5).seed_generator.seed, python_random.random())
            )
        assert drawn[0] == drawn[1]

    def test_without_random_state(self):
        X, y = data()
        regressor = wrappers.SKLearnRegressor(network(), fit_kwargs={"verbose": 0})
        assert np.abs(regressor.fit(X, y).predict(X) - regressor.fit(X, y).predict(X)).max() > 0

    def test_pickling_goes_on_where_it_was(self):
        X, y = data()
        regressor = wrappers.SKLearnRegressor(network(), warm_start=True, fit_kwargs={"verbose": 0}, random_state=0).fit(X, y)
        other = pickle.loads(pickle.dumps(regressor))
        np.testing.assert_array_equal(other.fit(X, y).predict(X), regressor.fit(X, y).predict(X))
        assert other.epoch_ == 2

    def test_not_fitted(self):
        with pytest.raises(NotFittedError):
            wrappers.SKLearnTransformer(network()).transform(data()[0])


class TestClassifier:
    def test_two_classes(self):
        X, y = data()
        labels = np.where(y > 0, "up", "down")
        classifier = wrappers.SKLearnClassifier(classifier_model, fit_kwargs=FIT).fit(X, labels)
        assert list(classifier.classes_) == ["down", "up"]
        assert classifier.score(X, labels) > 0.9
        scores = classifier.decision_function(X)
        np.testing.assert_array_equal(classifier.classes_[(scores > 0).astype(int)], classifier.predict(X))

    @pytest.mark.parametrize("from_logits", [False, True])
    def test_several_labels_a_sample(self, from_logits):
        X, Y = make_multilabel_classification(100, 8, n_classes=3, random_state=0)
        classifier = make_pipeline(
            StandardScaler(), wrappers.SKLearnClassifier(labels_model, model_kwargs={"from_logits": from_logits}, fit_kwargs=FIT)
        ).fit(X, Y)
        predicted = classifier.predict(X)
        assert predicted.dtype == Y.dtype
        assert (predicted == Y).mean() > 0.8
        np.testing.assert_array_equal(classifier.decision_function(X) > 0, predicted)

    def test_several_classes_of_several_outputs(self):
        with pytest.raises(ValueError, match="column for each label"):
            wrappers.SKLearnClassifier(labels_model).fit(data()[0], np.arange(80).reshape(40, 2) % 3)


class TestTransformer:
    def test_without_targets_learns_its_inputs(self):
        X, _ = data()
        transformer = wrappers.SKLearnTransformer(regressor_model, fit_kwargs={"epochs": 150, "verbose": 0}, random_state=0)
        assert np.abs(transformer.fit_transform(X) - X).mean() < 0.2
        assert list(transformer.get_feature_names_out()) == ["sklearntransformer0", "sklearntransformer1"]


def test_search_over_arguments_of_the_model():
    X, y = data()
    regressor = wrappers.SKLearnRegressor(regressor_model, fit_kwargs=FIT, random_state=0)
    search = GridSearchCV(regressor, {"model_kwargs": [{"units": 1}, {"units": 8}]}, cv=2).fit(X, y)
    assert search.best_params_ == {"model_kwargs": {"units": 8}}


def run(code):
    """On NumPy: TensorFlow imports scikit-learn by itself."""
    environment = {**os.environ, "KERAS_BACKEND": "numpy"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_scikit_learn_is_imported_on_use():
    assert run("import sys, multikeras; multikeras.layers.Dense(1); print('sklearn' in sys.modules)") == "False\n"


def test_without_scikit_learn():
    code = """
import sys
sys.modules["sklearn"] = None
from multikeras.wrappers import SKLearnClassifier
try:
    SKLearnClassifier(lambda X, y: None)
except ImportError as error:
    print(error)
"""
    assert 'pip install "multikeras[sklearn]"' in run(code)
