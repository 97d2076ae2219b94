import pytest

from multikeras.src.training.callbacks.callback import Callback
from multikeras.src.training.callbacks.container import CallbackList
from multikeras.src.training.callbacks.history import History
from multikeras.src.training.callbacks.lambda_callback import LambdaCallback
from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint
from multikeras.src.training.callbacks.progbar_logger import ProgbarLogger


class Recorder(Callback):
    def __init__(self):
        super().__init__()
        self.calls = []

    def on_train_begin(self, logs=None):
        self.calls.append("train_begin")

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append(("epoch_end", epoch, logs))
        logs["added"] = 1.0


class OldName(Callback):
    batches = ()

    def on_batch_end(self, batch, logs=None):
        self.batches = (*self.batches, batch)


class Examiner(Callback):
    def on_test_batch_begin(self, batch, logs=None):
        raise RuntimeError(f"test batch {batch}")


def test_hooks_reach_those_who_listen_in_order(model, run):
    recorder, old = Recorder(), OldName()
    callbacks = CallbackList([recorder, [old]], add_history=True)
    run(callbacks, [{"loss": 2.0}, {"loss": 1.0}], batches=2)
    assert recorder.calls[0] == "train_begin" and recorder.calls[2][:2] == ("epoch_end", 1)
    assert old.batches == (0, 1, 0, 1)
    assert model.history.history == {"loss": [2.0, 1.0], "added": [1.0, 1.0]} and model.history.epoch == [0, 1]
    assert recorder.model is model and recorder.params["epochs"] == 2


def test_wishes_for_batches_are_known():
    plain = CallbackList([Recorder(), ModelCheckpoint("m.keras")], add_history=True, add_progbar=True, verbose=0)
    assert (plain.wants_train_batch, plain.wants_test_batch, plain.wants_predict_batch) == (False, False, False)
    for callback in (OldName(), LambdaCallback(on_train_batch_begin=print), ModelCheckpoint("m.keras", save_freq=2)):
        assert CallbackList(callback).wants_train_batch
    assert CallbackList(Examiner()).wants_test_batch and not CallbackList(Examiner()).wants_train_batch
    assert CallbackList(LambdaCallback(on_predict_batch_end=print)).wants_predict_batch
    plain.append(OldName())
    assert plain.wants_train_batch


def test_history_and_bar_are_added_once_and_last():
    history, logger, recorder = History(), ProgbarLogger(), Recorder()
    callbacks = CallbackList([history, logger, recorder], add_history=True, add_progbar=True)
    assert callbacks.callbacks == [history, logger, recorder] and callbacks.progress is logger
    callbacks = CallbackList(recorder, add_history=True, add_progbar=True)
    assert [type(callback) for callback in callbacks.callbacks] == [Recorder, ProgbarLogger, History]
    assert CallbackList().progress is None


def test_a_list_in_a_list_is_opened():
    recorder = Recorder()
    assert CallbackList([CallbackList([recorder]), None]).callbacks == [recorder]


def test_errors_of_callbacks_pass_through():
    with pytest.raises(RuntimeError, match="test batch 3"):
        CallbackList([Examiner()]).on_test_batch_begin(3)


def test_what_is_not_a_callback():
    with pytest.raises(TypeError, match="got 'print'"):
        CallbackList(["print"])
    with pytest.raises(TypeError, match="Make an instance of it first"):
        CallbackList([History])


def test_every_hook_is_passed_on():
    calls = []
    hooks = ["on_test_begin", "on_test_end", "on_predict_begin", "on_predict_end", "on_train_begin", "on_train_end"]
    batch_hooks = [
        "on_test_batch_end",
        "on_predict_batch_begin",
        "on_predict_batch_end",
        "on_train_batch_begin",
        "on_epoch_begin",
    ]
    record = {hook: (lambda *args, hook=hook: calls.append((hook, *args))) for hook in hooks + batch_hooks}
    callbacks = CallbackList(LambdaCallback(**record))
    for hook in hooks:
        getattr(callbacks, hook)()
    for hook in batch_hooks:
        getattr(callbacks, hook)(4, {"loss": 1.0})
    assert calls == [*((hook, {}) for hook in hooks), *((hook, 4, {"loss": 1.0}) for hook in batch_hooks)]


def test_outermost_callbacks_come_first_at_the_beginning_and_last_at_the_end():
    calls = []

    class Named(Callback):
        def __init__(self, name):
            super().__init__()
            self.name = name

        def on_train_begin(self, logs=None):
            calls.append(self.name)

        on_train_end = on_train_begin

    class Outer(Named):
        outermost = True

    callbacks = CallbackList([Named("a"), Outer("b"), Named("c"), Outer("d")])
    callbacks.on_train_begin()
    callbacks.on_train_end()
    assert "".join(calls) == "bdac" + "acbd"


def test_states_go_to_callbacks_of_the_same_class_in_the_same_order():
    class Counter(Callback):
        def __init__(self, count=0):
            super().__init__()
            self.count = count

        def state_dict(self):
            return {"count": self.count}

        def load_state_dict(self, state):
            self.count = state["count"]

    state = CallbackList([Counter(3), Recorder(), Counter(5)]).state_dict()
    assert list(state.values()) == [{"count": 3}, {"count": 5}]  # one that keeps nothing has no state
    first, second, new = Counter(), Counter(), Counter(7)
    CallbackList([Recorder(), first, second, new]).load_state_dict(state)
    assert (first.count, second.count, new.count) == (3, 5, 7)


def test_callbacks_are_told_of_an_exception_that_passes():
    told = []
    callbacks = CallbackList([LambdaCallback(on_exception=told.append), Recorder()])
    error = ValueError("of a step")
    with pytest.raises(ValueError, match="of a step"), callbacks.told_of_exceptions():
        raise error
    assert told == [error]
