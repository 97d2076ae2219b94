import pytest

from multikeras.src.training.callbacks.terminate_on_nan import TerminateOnNaN


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_training_ends(model, run, capsys, loss):
    assert run(TerminateOnNaN(), [{"loss": 1.0}, {"loss": loss}, {"loss": 1.0}], batches=1) == 2
    assert model.stop_training
    assert f"Batch 0: the loss is {loss}; ending the training." in capsys.readouterr().out


def test_error(model, run):
    with pytest.raises(RuntimeError, match="Batch 0: the loss is nan"):
        run(TerminateOnNaN(raise_error=True), [{"loss": float("nan")}], batches=1)
    assert not model.stop_training


def test_logs_without_a_loss_are_no_reason_to_stop(model, run):
    assert run(TerminateOnNaN(), [{"accuracy": float("nan")}], batches=1) == 1 and not model.stop_training
