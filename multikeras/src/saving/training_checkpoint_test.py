import numpy as np
import pytest

from multikeras.src.layers import BatchNormalization, Dense, Dropout
from multikeras.src.models.sequential import Sequential
from multikeras.src.optimizers.adam import Adam
from multikeras.src.random.seed_generator import set_random_seed
from multikeras.src.saving.backup_and_restore import BackupAndRestore
from multikeras.src.saving.training_checkpoint import TrainingCheckpoint
from multikeras.src.training.callbacks.callback import Callback
from multikeras.src.training.callbacks.csv_logger import CSVLogger
from multikeras.src.training.callbacks.early_stopping import EarlyStopping
from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint
from multikeras.src.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from multikeras.src.training.callbacks.swap_ema_weights import SwapEMAWeights

pytestmark = pytest.mark.requires_trainable_backend

X = np.sin(np.arange(22 * 3, dtype="float32")).reshape(22, 3)
Y = X.sum(axis=1, keepdims=True)
STEPS = 6  # batches in an epoch, the last one smaller


class InterruptionError(Exception):
    pass


class Interrupt(Callback):
    """Ends a run after a batch, and after the checkpoint of that batch."""

    outermost = True

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
    model.compile(**{"optimizer": "adam", "loss": "mse", "metrics": ["mae"], **kwargs})
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


def resumed_with(tmp_path, callbacks, at, make=make_model):
    """The models and callbacks of a run that ran through, and of one that was interrupted and went on."""
    straight, listening = make(), callbacks(tmp_path / "straight")
    fit(straight, *listening, epochs=9)
    for interrupt in (Interrupt(*at), Callback()):
        model, again = make(), callbacks(tmp_path / "resumed")
        try:
            fit(model, *again, TrainingCheckpoint(tmp_path / "resumed", save_freq="epoch"), interrupt, epochs=9)
        except InterruptionError:
            continue
    for a, b in zip(state(straight), state(model), strict=True):
        np.testing.assert_array_equal(a, b)
    assert model.history.history == straight.history.history
    assert model.history.epoch == straight.history.epoch
    return straight, model, listening, again


@pytest.mark.parametrize("at", [(1, 2), (3, 5), (5, 0)])
def test_callbacks_remember(tmp_path, at):
    def callbacks(folder):
        folder.mkdir(exist_ok=True)
        return [
            EarlyStopping("loss", min_delta=0.3, patience=2, restore_best_weights=True, mode="min"),
            ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=0.2, mode="min"),
            ModelCheckpoint(folder / "best-{epoch}.weights.h5", "mae", save_best_only=True, save_weights_only=True, mode="min"),
            CSVLogger(folder / "log.csv"),
        ]

    straight, _, (stopper, reducer, *_), (stopper_again, reducer_again, *_) = resumed_with(tmp_path, callbacks, at)
    assert 0 < stopper.stopped_epoch == stopper_again.stopped_epoch
    assert stopper.best == stopper_again.best and reducer.best == reducer_again.best
    assert float(straight.optimizer.learning_rate) < 0.001  # it was reduced
    for path in (tmp_path / "straight").iterdir():
        assert (tmp_path / "resumed" / path.name).exists()
    assert (tmp_path / "straight/log.csv").read_text() == (tmp_path / "resumed/log.csv").read_text()


def test_a_run_that_was_stopped_early_is_not_gone_on_with(tmp_path):
    stopper = EarlyStopping("loss", min_delta=100, patience=1, mode="min")
    assert set(fit(make_model(), stopper, TrainingCheckpoint(tmp_path)).epochs) == {0, 1}
    model = make_model()
    seen = fit(model, EarlyStopping("loss", min_delta=100, patience=1, mode="min"), TrainingCheckpoint(tmp_path))
    assert not seen.batches and model.history.epoch == [0, 1]


def test_averages_that_stand_in_the_model_between_epochs(tmp_path):
    def make():
        return make_model(optimizer=Adam(use_ema=True, ema_momentum=0.5))

    resumed_with(tmp_path, lambda folder: [SwapEMAWeights(swap_on_epoch=True)], (3, 2), make)


def test_batches_of_model_checkpoint_are_counted_on(tmp_path):
    def saved(folder, *callbacks):
        checkpoint = ModelCheckpoint(folder / "{epoch}-{batch}.weights.h5", save_weights_only=True, save_freq=5)
        try:
            fit(make_model(), checkpoint, *callbacks)
        except InterruptionError:
            saved(folder, callbacks[0])
        return sorted(path.name for path in folder.glob("*.weights.h5"))

    straight, resumed = tmp_path / "straight", tmp_path / "resumed"
    assert saved(straight) == saved(resumed, TrainingCheckpoint(resumed, save_freq=4), Interrupt(2, 1))


def test_the_last_are_kept(tmp_path):
    checkpoint = TrainingCheckpoint(tmp_path, save_freq=2, keep=2)
    fit(make_model(), checkpoint, epochs=1)
    assert [path.name for path in checkpoint.checkpoints] == ["checkpoint-00000001.h5", "checkpoint-00000002.h5"]


def test_going_on_from_one_that_is_named_or_from_none(tmp_path):
    checkpoint = TrainingCheckpoint(tmp_path)
    fit(make_model(), checkpoint, epochs=3)
    named = TrainingCheckpoint(tmp_path, resume=checkpoint.checkpoints[0])
    assert fit(make_model(), named, epochs=2).batches == [(1, batch) for batch in range(STEPS)]
    assert fit(make_model(), TrainingCheckpoint(tmp_path, resume=False), epochs=1).batches[0] == (0, 0)
    assert fit(make_model(), TrainingCheckpoint(tmp_path), epochs=1).batches == []


def test_backup_is_deleted_at_the_end_or_kept(tmp_path):
    fit(make_model(), BackupAndRestore(tmp_path, double_checkpoint=True))
    assert not list(tmp_path.iterdir())
    fit(make_model(), BackupAndRestore(tmp_path, delete_checkpoint=False))
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-00000004.h5"]
    assert fit(make_model(), BackupAndRestore(tmp_path), epochs=6).batches == [(5, batch) for batch in range(STEPS)]


def test_checkpoint_that_cannot_be_read(tmp_path):
    keep = BackupAndRestore(tmp_path, double_checkpoint=True, delete_checkpoint=False)
    fit(make_model(), keep, epochs=3)
    assert len(keep.checkpoints) == 2
    keep.checkpoints[-1].write_bytes(b"broken")
    with pytest.warns(UserWarning, match="cannot be read .* going on from the one before"):
        assert fit(make_model(), keep, epochs=3).batches == [(2, batch) for batch in range(STEPS)]
    for path in keep.checkpoints:
        path.write_bytes(b"broken")
    with (
        pytest.warns(UserWarning, match="going on from the one before"),
        pytest.raises(OSError, match="cannot be read .* Delete it to begin anew"),
    ):
        fit(make_model(), keep)


def test_what_a_killed_run_left_half_written_is_removed(tmp_path):
    (tmp_path / ".checkpoint-00000003.h5.abc.part").write_bytes(b"half")
    fit(make_model(), BackupAndRestore(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keep", [0, True, 1.5])
def test_keeping_a_number_without_a_meaning(tmp_path, keep):
    with pytest.raises(ValueError, match="TrainingCheckpoint: keep must be a positive number"):
        TrainingCheckpoint(tmp_path, keep=keep)


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
