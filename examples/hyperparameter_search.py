"""Look for good hyperparameters: with Optuna, which gives up trials that do badly, and with scikit-learn's search over a pipeline.

    python examples/hyperparameter_search.py

The data are the 1,797 scanned digits that ship with scikit-learn. Optuna comes with `pip install "multikeras[examples]"`.
"""

import numpy as np
import optuna
from sklearn.datasets import load_digits
from sklearn.model_selection import RandomizedSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import multikeras
from multikeras import layers


class Pruning(multikeras.callbacks.Callback):
    """Tells Optuna after each epoch how a trial does, and ends it when the others did better at the same epoch."""

    def __init__(self, trial: optuna.Trial, monitor: str = "val_accuracy"):
        super().__init__()
        self.trial = trial
        self.monitor = monitor

    def on_epoch_end(self, epoch, logs=None):
        self.trial.report(logs[self.monitor], step=epoch)
        if self.trial.should_prune():
            raise optuna.TrialPruned(f"{self.monitor} was {logs[self.monitor]:.3f} after epoch {epoch + 1}")


def network(features: int, classes: int, units: int, rate: float, learning_rate: float) -> multikeras.Model:
    model = multikeras.Sequential(
        [
            multikeras.Input((features,)),
            layers.Dense(units, activation="relu"),
            layers.Dropout(rate),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(multikeras.optimizers.Adam(learning_rate), "categorical_crossentropy", metrics=["accuracy"])
    return model


def search_with_optuna(x, y, trials: int = 12) -> optuna.Study:
    x_train, x_valid, y_train, y_valid = train_test_split(x, np.eye(10)[y], test_size=0.25, random_state=0)

    def objective(trial: optuna.Trial) -> float:
        multikeras.utils.set_random_seed(trial.number)
        model = network(
            features=64,
            classes=10,
            units=trial.suggest_int("units", 4, 128, log=True),
            rate=trial.suggest_float("rate", 0.0, 0.5),
            learning_rate=trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True),
        )
        model.fit(x_train, y_train, epochs=8, verbose=0, validation_data=(x_valid, y_valid), callbacks=[Pruning(trial)])
        return model.evaluate(x_valid, y_valid, verbose=0, return_dict=True)["accuracy"]

    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=0),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=1),
    )
    study.optimize(objective, n_trials=trials)
    return study


def search_with_scikit_learn(x, y) -> RandomizedSearchCV:
    def model(x, y, **chosen):  # y is one-hot
        return network(x.shape[1], y.shape[1], **chosen)

    classifier = multikeras.wrappers.SKLearnClassifier(model, fit_kwargs={"epochs": 8, "verbose": 0}, random_state=0)
    candidates = {
        "sklearnclassifier__model_kwargs": [
            {"units": units, "rate": rate, "learning_rate": learning_rate}
            for units in (8, 64)
            for rate in (0.0, 0.3)
            for learning_rate in (1e-4, 3e-3)
        ],
        "sklearnclassifier__fit_kwargs": [{"epochs": epochs, "verbose": 0} for epochs in (4, 8)],
    }
    search = RandomizedSearchCV(make_pipeline(StandardScaler(), classifier), candidates, n_iter=5, cv=2, random_state=0)
    return search.fit(x, y)


def main() -> None:
    digits = load_digits()
    x, x_test, y, y_test = train_test_split(digits.data, digits.target, test_size=0.2, random_state=0, stratify=digits.target)

    study = search_with_optuna(x / 16, y)
    ended = [trial.state.name for trial in study.trials]
    print(f"Optuna: {ended.count('COMPLETE')} trials ran to their end, {ended.count('PRUNED')} were given up.")
    print(f"Best: {study.best_value:.2%} right with {study.best_params}")

    search = search_with_scikit_learn(x, y)
    print(f"scikit-learn: {search.best_score_:.2%} right with {search.best_params_}")
    print(f"Test accuracy: {search.score(x_test, y_test):.2%}")


if __name__ == "__main__":
    main()
