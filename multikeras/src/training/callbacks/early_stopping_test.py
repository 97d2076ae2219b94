import types

import numpy as np
import pytest

from multikeras.src.training.callbacks.early_stopping import EarlyStopping


def logs(*values, name="val_loss"):
    return [{name: value} for value in values]


@pytest.mark.parametrize(
    "arguments, values, epochs",
    [
        ({}, [3, 2, 1, 1, 0], 4),
        ({"patience": 2}, [3, 2, 4, 5, 0], 4),
        ({"patience": 2}, [3, 4, 2, 4, 1, 5], 6),
        ({"mode": "max"}, [1, 2, 2, 3], 3),
        ({"min_delta": 0.5}, [3, 2.4, 2.0, 1.0], 3),
        ({"min_delta": -0.5}, [3, 2.4, 2.0, 1.0], 3),
        ({"baseline": 1.0, "patience": 2}, [3, 2, 1.5, 1.6, 0.5], 4),
        ({"baseline": 1.0, "patience": 2}, [3, 2, 0.5, 0.6, 0.7, 0.1], 5),
        ({"start_from_epoch": 3}, [1, 2, 3, 4, 5, 0], 5),
        ({"patience": 1}, [float("nan"), float("nan"), float("nan")], 2),
        ({"patience": 2}, [float("nan"), 1.0, 0.5, 0.4], 4),
    ],
)
def test_when_it_stops(model, run, arguments, values, epochs):
    assert run(EarlyStopping(**arguments), logs(*values)) == epochs
    assert model.stop_training == (epochs < len(values))


def test_attributes_and_messages(run, capsys):
    stopper = EarlyStopping(patience=1, verbose=1, restore_best_weights=True)
    run(stopper, logs(2, 1, 3, 0))
    assert (stopper.best, stopper.best_epoch, stopper.stopped_epoch) == (1, 1, 2)
    assert capsys.readouterr().out == "Epoch 3: early stopping\nRestoring the weights of the best epoch, 2.\n"


@pytest.mark.parametrize("patience", [1, 100])
def test_best_weights_come_back_whether_stopped_or_not(model, run, patience):
    run(EarlyStopping(patience=patience, restore_best_weights=True), logs(3, 1, 2, 2))
    np.testing.assert_array_equal(model.weights[0], [1, 1])


def test_without_restoring_the_last_weights_stay(model, run):
    run(EarlyStopping(), logs(1, 2, 3))
    np.testing.assert_array_equal(model.weights[0], [1, 1])


def test_a_second_run_starts_afresh(model, run):
    stopper = EarlyStopping()
    run(stopper, logs(1, 2))
    model.stop_training = False
    assert run(stopper, logs(9, 8, 7)) == 3


def test_missing_metric_warns_with_what_there_is(run):
    with pytest.warns(UserWarning, match="EarlyStopping watches 'val_loss'.*Available: loss, accuracy.*validation_data"):
        assert run(EarlyStopping(), [{"loss": 1.0, "accuracy": 0.5}] * 2) == 2


def test_mode_by_the_metric_itself_then_by_its_name(model, run):
    model.metrics = [types.SimpleNamespace(metrics=[types.SimpleNamespace(name="score", _direction="up")])]
    assert run(EarlyStopping(monitor="val_head_score"), logs(1, 2, 3, name="val_head_score")) == 3
    assert run(EarlyStopping(monitor="val_accuracy"), logs(1, 2, 3, name="val_accuracy")) == 3


def test_wrong_mode_and_a_mode_that_cannot_be_told(run):
    with pytest.raises(ValueError, match="EarlyStopping: mode must be 'auto', 'min' or 'max'; got 'up'"):
        EarlyStopping(mode="up")
    with pytest.raises(ValueError, match="'temperature' are better: pass mode='max' or mode='min'"):
        run(EarlyStopping(monitor="temperature"), logs(1, name="temperature"))
