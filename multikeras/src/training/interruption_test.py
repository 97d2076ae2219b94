"""Ctrl-C, sent as a real signal at random moments, leaves a model as it was after a whole step."""

import contextlib
import itertools
import os
import random
import signal
import threading
import time

import numpy as np
import pytest

from multikeras.src.layers import BatchNormalization, Dense, Dropout
from multikeras.src.models.sequential import Sequential
from multikeras.src.random.seed_generator import set_random_seed
from multikeras.src.training.callbacks.callback import Callback
from multikeras.src.training.interruption import between_steps, uninterrupted

X = np.sin(np.arange(64 * 8, dtype="float32")).reshape(64, 8)
Y = X.sum(axis=1, keepdims=True)
FOREVER = 10**6


@pytest.fixture(autouse=True)
def listening():
    """A process that was started in the background may have been told to ignore Ctrl-C."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def ctrl_c(*delays):
    """Sends this process SIGINT some seconds after `begun` was set, and again after each further delay."""
    begun = threading.Event()

    def send():
        begun.wait()
        for delay in delays:
            time.sleep(delay)
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        yield begun
    thread.join()


class Begun(Callback):
    """Says when the loop begins, and notes the calls that come at the end and on an exception."""

    def __init__(self, begun):
        super().__init__()
        self.begun = begun
        self.calls = []

    def on_train_begin(self, logs=None):
        self.begun.set()

    on_test_begin = on_predict_begin = on_train_begin

    def on_train_end(self, logs=None):
        self.calls.append("end")

    def on_exception(self, error):
        self.calls.append(type(error))


def make_model(**kwargs):
    set_random_seed(5)
    model = Sequential([Dense(32, activation="relu"), BatchNormalization(), Dropout(0.3), Dense(1)])
    model.compile("adam", "mse", metrics=["mae"], **kwargs)
    return model


def fit(model, **kwargs):
    return model.fit(X, Y, batch_size=4, **{"verbose": 0, **kwargs})


def steps_done(model):
    return int(np.asarray(model.optimizer.iterations))


class StopAfter(Callback):
    def __init__(self, steps):
        super().__init__()
        self.steps = steps

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = steps_done(self.model) >= self.steps


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize(
    "options",
    [{}, {"steps_per_execution": 4}, {"run_eagerly": True}, pytest.param({"jit_compile": True}, marks=pytest.mark.slow)],
    ids=["plain", "several steps", "eager", "compiled"],
)
def test_fit_leaves_a_model_that_can_be_used(options):
    model = make_model(**options)
    fit(model)  # what is compiled is compiled
    for _ in range(4):
        before = steps_done(model)
        with ctrl_c(random.uniform(0.01, 0.1)) as begun:
            callback = Begun(begun)
            fit(model, epochs=FOREVER, callbacks=[callback])
        assert callback.calls == [KeyboardInterrupt]
        assert steps_done(model) >= before
        assert np.isfinite(model.predict(X, verbose=0)).all()
    state = [variable.numpy() for variable in [*model.variables, *model.optimizer.variables]]
    assert all(np.isfinite(value).all() for value in state)
    fit(model)
    assert steps_done(model) > before


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("options", [{}, {"steps_per_execution": 4}], ids=["plain", "several steps"])
def test_what_is_left_is_what_that_number_of_steps_gives(options):
    model = make_model(**options)
    with ctrl_c(random.uniform(0.2, 0.6)) as begun:
        fit(model, epochs=FOREVER, shuffle=False, callbacks=[Begun(begun)])
    steps = steps_done(model)
    again = make_model(**options)
    if steps:
        fit(again, epochs=FOREVER, shuffle=False, callbacks=[StopAfter(steps)])
    assert steps_done(again) == steps
    for a, b in zip([*model.weights, *model.optimizer.variables], [*again.weights, *again.optimizer.variables], strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)


@pytest.mark.requires_trainable_backend
def test_evaluate():
    model = make_model()
    expected = model.evaluate(X, Y, verbose=0)
    for _ in range(3):
        with ctrl_c(random.uniform(0.01, 0.1)) as begun:
            model.evaluate(((X, Y) for _ in itertools.count()), steps=FOREVER, verbose=0, callbacks=[Begun(begun)])
        assert model.evaluate(X, Y, verbose=0) == expected


def test_predict():
    model = Sequential([Dense(32, activation="relu"), BatchNormalization(), Dropout(0.3), Dense(1)])
    expected = model.predict(X, verbose=0)
    for _ in range(3):
        with ctrl_c(random.uniform(0.01, 0.1)) as begun:
            model.predict(((X,) for _ in itertools.count()), steps=FOREVER, verbose=0, callbacks=[Begun(begun)])
        np.testing.assert_array_equal(model.predict(X, verbose=0), expected)


@pytest.mark.requires_trainable_backend
def test_a_loop_of_ones_own():
    model = make_model()
    model.train_on_batch(X, Y)
    for _ in range(3):
        with ctrl_c(random.uniform(0.01, 0.1)) as begun:
            begun.set()
            while True:
                model.train_on_batch(X, Y)
        assert np.isfinite(model.predict(X, verbose=0)).all()


@pytest.mark.requires_trainable_backend
def test_line_of_the_progress_bar_is_ended(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    model = make_model()
    fit(model)
    with ctrl_c(0.3) as begun:
        fit(model, epochs=FOREVER, verbose=1, callbacks=[Begun(begun)])
    assert capsys.readouterr().out.endswith("\n")


def press():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)  # the handler runs


def test_a_step_is_finished_first():
    done = []

    def step(batch):
        press()
        done.append(batch)

    with pytest.raises(KeyboardInterrupt), between_steps():
        uninterrupted(step)(1)
    assert done == [1]
    with pytest.raises(KeyboardInterrupt):
        press()  # as before


def test_a_second_one_does_not_wait():
    done = []

    def step(batch):
        press()
        done.append("first")
        press()
        done.append("second")

    with pytest.raises(KeyboardInterrupt), between_steps():
        uninterrupted(step)(1)
    assert done == ["first"]


def test_a_handler_of_the_users_own_is_called():
    calls = []
    before = signal.signal(signal.SIGINT, lambda number, frame: calls.append(number))
    try:
        with between_steps():
            assert uninterrupted(lambda batch: press() or list(calls))(1) == []
        assert calls == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_step_within_a_step():
    seen = []

    def outer(batch):
        uninterrupted(lambda inner: press())(batch)
        seen.append(batch)

    with pytest.raises(KeyboardInterrupt), between_steps():
        uninterrupted(outer)(2)
    assert seen == [2]


def test_another_thread_than_the_main_one():
    def work():
        with between_steps():
            results.append(uninterrupted(lambda batch: batch + 1)(1))

    results = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [2]
