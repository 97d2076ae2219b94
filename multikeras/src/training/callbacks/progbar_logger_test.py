import pytest

from multikeras.src.training.callbacks.progbar_logger import ProgbarLogger


class Unread(dict):
    """Logs of a batch whose reading would make the device wait."""

    def items(self):
        raise AssertionError("the logs were read although the bar was not due")


def test_fit_shows_one_line_an_epoch_and_reads_no_batch_logs(run, capsys):
    logger = ProgbarLogger()
    logger.set_params({"verbose": 1, "epochs": 2, "steps": 3})
    logger.on_train_begin()
    for epoch in range(2):
        logger.on_epoch_begin(epoch)
        for batch in range(3):
            logger.on_train_batch_end(batch, Unread(loss=1.0))
        logger.on_test_begin()
        logger.on_test_batch_end(0, Unread(loss=1.0))
        logger.on_test_end({"loss": 3.0})
        logger.on_epoch_end(epoch, {"loss": 0.5, "val_loss": 3.0})
    logger.on_train_end()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" - ")[:2] for line in lines] == [["Epoch 1/2", "3/3"], ["Epoch 2/2", "3/3"]]
    assert lines[1].endswith("loss: 0.5000 - val_loss: 3.0000")


@pytest.mark.parametrize("phase, ending", [("test", "/step - loss: 3.0000"), ("predict", "/step")])
def test_evaluate_and_predict(capsys, phase, ending):
    logger = ProgbarLogger()
    logger.set_params({"verbose": "auto", "epochs": 1, "steps": None})
    getattr(logger, f"on_{phase}_begin")()
    for batch in range(4):
        getattr(logger, f"on_{phase}_batch_end")(batch, Unread(outputs=1.0))
    getattr(logger, f"on_{phase}_end")({"loss": 3.0})
    out = capsys.readouterr().out
    assert out.startswith("4/4 - 0s - ") and out.endswith(ending + "\n")


def test_a_loop_without_batch_hooks_sets_the_number_of_steps(capsys):
    logger = ProgbarLogger()
    logger.set_params({"verbose": 2, "epochs": 1, "steps": 9})
    logger.on_epoch_begin(0)
    assert not logger.due()
    logger.seen = 9
    logger.on_epoch_end(0, {})
    assert capsys.readouterr().out.startswith("9/9 - ")
