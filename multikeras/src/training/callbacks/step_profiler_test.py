import time

import numpy as np
import pytest

from multikeras.src.layers import Dense
from multikeras.src.models.sequential import Sequential
from multikeras.src.training.callbacks import step_profiler
from multikeras.src.training.callbacks.step_profiler import StepProfiler

X, Y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")


def fit(profiler, batches, **kwargs):
    model = Sequential([Dense(1)])
    model.compile("sgd", "mse", **kwargs)
    model.fit(batches, verbose=0, callbacks=[profiler])


@pytest.mark.requires_trainable_backend
def test_a_slow_source_of_data(capsys):
    def batches():
        for _ in range(12):
            time.sleep(0.02)
            yield X, Y

    profiler = StepProfiler()
    fit(profiler, batches(), run_eagerly=False)
    assert profiler.seconds["data"] > 0.01 and profiler.seconds["host"] > 0
    assert profiler.seconds["data"] > profiler.seconds["device"]
    table = capsys.readouterr().out
    assert "Where the time of a step goes (9 steps)" in table
    assert "The first 3 took" in table


@pytest.mark.requires_trainable_backend
def test_several_steps_in_one_execution():
    profiler = StepProfiler(steps=6, skip=1)
    fit(profiler, ((X, Y) for _ in range(16)), steps_per_execution=4)
    assert profiler._measured == 8


@pytest.mark.requires_trainable_backend
def test_nothing_to_measure(capsys):
    fit(StepProfiler(), ((X, Y) for _ in range(2)))
    assert "had 2 steps, all of which were left out" in capsys.readouterr().out


def test_what_counts_as_what(monkeypatch):
    now = 0.0

    def pass_(seconds):
        nonlocal now
        now += seconds

    class Weight:
        shape = (1,)

        def numpy(self):
            pass_(3.0)

    class Model:
        trainable_variables = [Weight()]

    monkeypatch.setattr(step_profiler, "perf_counter", lambda: now)
    monkeypatch.setattr(step_profiler, "message", lambda text: None)
    profiler = StepProfiler(steps=2, skip=1)
    profiler.set_model(Model())
    profiler.on_train_begin()
    profiler.on_epoch_begin(0)
    for batch in range(4):
        pass_(1.0)
        profiler.on_train_batch_begin(batch)
        pass_(2.0)
        profiler.on_train_batch_end(batch)
    assert profiler.seconds == {"data": 1.0, "host": 2.0, "device": 3.0}
    assert profiler.skipped == 6.0
    assert now == 21.0  # the last step was not waited for


@pytest.mark.parametrize("arguments", [{"steps": 0}, {"skip": -1}])
def test_numbers_without_a_meaning(arguments):
    with pytest.raises(ValueError, match="StepProfiler: steps must be positive"):
        StepProfiler(**arguments)
