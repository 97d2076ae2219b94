import pathlib

import pytest

from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint


def names(model):
    return [pathlib.Path(path).name for _, path in model.saved]


def test_fields_of_the_path(model, run, tmp_path):
    run(ModelCheckpoint(tmp_path / "deep" / "{epoch:02d}-{val_loss:.2f}.keras"), [{"val_loss": 0.123}, {"val_loss": 2.0}])
    assert names(model) == ["01-0.12.keras", "02-2.00.keras"]
    assert (tmp_path / "deep").is_dir() and {kind for kind, _ in model.saved} == {"model"}


def test_best_only_and_messages(model, run, tmp_path, capsys):
    path = str(tmp_path / "{epoch}.weights.h5")
    values = [float("nan"), 2.0, 3.0, 1.0]
    run(ModelCheckpoint(path, save_best_only=True, save_weights_only=True, verbose=1), [{"val_loss": v} for v in values])
    assert names(model) == ["2.weights.h5", "4.weights.h5"] and model.saved[0][0] == "weights"
    out = capsys.readouterr().out.splitlines()
    assert out[1:4] == [
        "Epoch 2: val_loss improved from inf to 2",
        f"Epoch 2: saved weights to {tmp_path}/2.weights.h5",
        "Epoch 3: val_loss did not improve from 2",
    ]


def test_threshold_and_mode(model, run, tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}.keras", monitor="val_accuracy", save_best_only=True, initial_value_threshold=0.6)
    run(checkpoint, [{"val_accuracy": v} for v in (0.5, 0.7, 0.65)])
    assert names(model) == ["2.keras"] and checkpoint.best == 0.7


def test_every_so_many_batches_through_the_epochs(model, run, tmp_path):
    run(ModelCheckpoint(tmp_path / "{epoch}-{batch}.keras", save_freq=3), [{"loss": 1.0}] * 2, batches=5)
    assert names(model) == ["1-3.keras", "2-1.keras", "2-4.keras"]


def test_batches_that_come_several_at_a_time(model, tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "{batch}.keras", save_freq=4)
    checkpoint.set_model(model)
    checkpoint.on_epoch_begin(0)
    for batch in (2, 5, 8):
        checkpoint.on_train_batch_end(batch, {})
    assert names(model) == ["6.keras"]


def test_missing_metric_and_missing_field(run, tmp_path):
    with pytest.warns(UserWarning, match="ModelCheckpoint watches 'val_loss'.*nothing is saved. Available: loss"):
        run(ModelCheckpoint(tmp_path / "m.keras", save_best_only=True), [{"loss": 1.0}])
    with pytest.raises(KeyError, match="has the field 'val_acc', which is not available. Available: loss, epoch"):
        run(ModelCheckpoint(tmp_path / "{val_acc}.keras"), [{"loss": 1.0}])


def test_wrong_arguments():
    with pytest.raises(ValueError, match="must end in .keras or .h5; got 'model'"):
        ModelCheckpoint("model")
    with pytest.raises(ValueError, match="save_weights_only=True filepath must end in .weights.h5"):
        ModelCheckpoint("model.keras", save_weights_only=True)
    for save_freq in ("batch", 0, True):
        with pytest.raises(ValueError, match="save_freq must be 'epoch' or a positive number"):
            ModelCheckpoint("m.keras", save_freq=save_freq)
