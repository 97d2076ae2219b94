import pytest

from multikeras.src.training.callbacks.lambda_callback import LambdaCallback


def test_functions_are_called(run):
    calls = []
    callback = LambdaCallback(
        on_epoch_begin=lambda epoch, logs=None: calls.append(("begin", epoch)),
        on_train_batch_end=lambda batch, logs: calls.append((batch, logs["loss"])),
        on_train_end=lambda logs=None: calls.append("end"),
    )
    run(callback, [{"loss": 1.0}], batches=2)
    assert calls == [("begin", 0), (0, 1.0), (1, 1.0), "end"]


def test_wrong_hooks():
    with pytest.raises(TypeError, match="no hook 'on_epoch_ended'. Did you mean 'on_epoch_end'"):
        LambdaCallback(on_epoch_ended=print)
    with pytest.raises(TypeError, match="on_test_begin must be a function; got 3"):
        LambdaCallback(on_test_begin=3)
