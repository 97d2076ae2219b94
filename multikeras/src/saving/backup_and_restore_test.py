import numpy as np
import pytest

from multikeras.src.layers import BatchNormalization, Dense, Dropout
from multikeras.src.models.sequential import Sequential
from multikeras.src.random.seed_generator import set_random_seed
from multikeras.src.saving.backup_and_restore import LATEST, PREVIOUS, BackupAndRestore
from multikeras.src.training.callbacks.callback import Callback

pytestmark = pytest.mark.requires_trainable_backend

X = np.sin(np.arange(22 * 3, dtype="float32")).reshape(22, 3)
Y = X.sum(axis=1, keepdims=True)
STEPS = 6  # batches in an epoch, the last one smaller


class InterruptionError(Exception):
    pass


class Interrupt(Callback):
    """Ends a run in a batch."""

    def __init__(self, epoch, batch):
        super().__init__()
        self.at = (epoch, batch)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) >= self.at:
            raise InterruptionError


class Seen(Callback):
    """The batches that were trained on, and the metrics of the epochs."""

    def on_train_begin(self, logs=None):
        self.batches, self.epochs = [], {}

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        self.batches.append((self.epoch, batch))

    def on_epoch_end(self, epoch, logs=None):
        self.epochs[epoch] = dict(logs)


def make_model(**kwargs):
    set_random_seed(7)
    model = Sequential([Dense(8, activation="relu"), BatchNormalization(), Dropout(0.5), Dense(1)])
    model.compile("adam", "mse", metrics=["mae"], **kwargs)
    return model


def fit(model, *callbacks, **kwargs):
    seen = Seen()
    model.fit(X, Y, batch_size=4, verbose=0, callbacks=[*callbacks, seen], **{"epochs": 5, **kwargs})
    return seen


def state(model):
    return [variable.numpy() for variable in [*model.variables, *model.optimizer.variables]]


def interrupted(folder, at, *, save_freq, **compiled):
    """A run that was interrupted, and another in which its model, made anew, goes on."""
    with pytest.raises(InterruptionError):
        fit(make_model(**compiled), BackupAndRestore(folder, save_freq), Interrupt(*at))
    model = make_model(**compiled)
    set_random_seed(1)  # another process: nothing but the backup tells where the randomness stands
    return model, fit(model, BackupAndRestore(folder, save_freq))


@pytest.mark.parametrize(
    "save_freq, at, first",
    [("epoch", (2, 3), (2, 0)), (4, (2, 3), (2, 4)), (4, (1, 0), (0, 4)), (1, (1, 4), (1, 5)), (6, (2, 0), (1, 6))],
)
def test_an_interrupted_run_ends_as_one_that_was_not(tmp_path, save_freq, at, first):
    straight = make_model()
    seen = fit(straight)
    resumed, rest = interrupted(tmp_path, at, save_freq=save_freq)
    assert rest.batches == [position for position in seen.batches if position >= first]
    for a, b in zip(state(straight), state(resumed), strict=True):
        np.testing.assert_array_equal(a, b)
    assert rest.epochs == {epoch: logs for epoch, logs in seen.epochs.items() if epoch >= first[0]}


def test_several_steps_in_one_execution(tmp_path):
    straight = make_model(steps_per_execution=2)
    fit(straight)
    resumed, rest = interrupted(tmp_path, (1, 3), save_freq=3, steps_per_execution=2)
    assert rest.batches[0] == (1, 2)
    for a, b in zip(state(straight), state(resumed), strict=True):
        np.testing.assert_array_equal(a, b)


def test_backup_is_deleted_at_the_end_or_kept(tmp_path):
    fit(make_model(), BackupAndRestore(tmp_path, double_checkpoint=True))
    assert not list(tmp_path.iterdir())
    fit(make_model(), BackupAndRestore(tmp_path, delete_checkpoint=False))
    assert [path.name for path in tmp_path.iterdir()] == [LATEST]
    assert fit(make_model(), BackupAndRestore(tmp_path), epochs=6).batches == [(5, batch) for batch in range(STEPS)]


def test_backup_that_cannot_be_read(tmp_path):
    keep = BackupAndRestore(tmp_path, double_checkpoint=True, delete_checkpoint=False)
    fit(make_model(), keep, epochs=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([LATEST, PREVIOUS])
    (tmp_path / LATEST).write_bytes(b"broken")
    with pytest.raises(OSError, match="cannot be read .* Delete it to begin anew"):
        fit(make_model(), BackupAndRestore(tmp_path))
    with pytest.warns(UserWarning, match="cannot be read .* going on from the one before"):
        assert fit(make_model(), keep, epochs=3).batches == [(2, batch) for batch in range(STEPS)]


def test_what_a_killed_run_left_half_written_is_removed(tmp_path):
    (tmp_path / f".{LATEST}.abc.part").write_bytes(b"half")
    fit(make_model(), BackupAndRestore(tmp_path))
    assert not list(tmp_path.iterdir())


def test_backup_of_another_model(tmp_path):
    fit(make_model(), BackupAndRestore(tmp_path, delete_checkpoint=False), epochs=1)
    other = Sequential([Dense(1)])
    other.compile("sgd", "mse")
    with pytest.raises(ValueError, match="was made of another model"):
        fit(other, BackupAndRestore(tmp_path))


@pytest.mark.parametrize("save_freq", [0, True, False, "batch", 1.5])
def test_frequency_without_a_meaning(tmp_path, save_freq):
    with pytest.raises(ValueError, match="save_freq must be 'epoch' or a positive number of batches"):
        BackupAndRestore(tmp_path, save_freq)


def test_outside_of_fit(tmp_path):
    callback = BackupAndRestore(tmp_path)
    callback.set_model(make_model())
    with pytest.raises(RuntimeError, match="works in `model.fit` only"):
        callback.on_train_begin()
