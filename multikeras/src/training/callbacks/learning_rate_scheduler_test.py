import numpy as np
import pytest

from multikeras.src.training.callbacks.learning_rate_scheduler import LearningRateScheduler


def test_schedule_of_epoch_and_rate(model, run, capsys):
    logs = [{"loss": 1.0} for _ in range(3)]
    run(LearningRateScheduler(lambda epoch, rate: rate / 2, verbose=1), logs)
    assert [log["learning_rate"] for log in logs] == [0.25, 0.125, 0.0625]
    assert "Epoch 2: LearningRateScheduler sets the learning rate to 0.125." in capsys.readouterr().out


def test_schedule_of_the_epoch_alone(model, run):
    run(LearningRateScheduler(lambda epoch: np.float32(1 / (epoch + 1))), [{}] * 4)
    assert model.optimizer.learning_rate == 0.25


def test_errors_in_the_schedule_are_not_mistaken_for_its_signature(run):
    def schedule(epoch, rate):
        return len(rate)

    with pytest.raises(TypeError, match="has no len"):
        run(LearningRateScheduler(schedule), [{}])


def test_wrong_results_and_models(model, run):
    with pytest.raises(TypeError, match="in epoch 0 it gave '0.1'"):
        run(LearningRateScheduler(lambda epoch: "0.1"), [{}])
    model.optimizer = None
    with pytest.raises(ValueError, match="LearningRateScheduler needs a model compiled with an optimizer"):
        run(LearningRateScheduler(lambda epoch: 0.1), [{}])
