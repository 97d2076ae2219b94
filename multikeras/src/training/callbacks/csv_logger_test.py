import numpy as np

from multikeras.src.training.callbacks.csv_logger import CSVLogger


def test_lines(run, tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path), [{"loss": 1.0, "accuracy": 0.5}, {"accuracy": 0.75, "loss": 0.25}])
    assert path.read_text() == "epoch,loss,accuracy\n0,1.0,0.5\n1,0.25,0.75\n"


def test_a_metric_that_comes_later_gets_a_column(run, tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path, separator=";"), [{"loss": 1.0}, {"loss": 0.5, "val_loss": 2.0}, {"loss": 0.25}])
    assert path.read_text().splitlines() == ["epoch;loss;val_loss", "0;1.0;NA", "1;0.5;2.0", "2;0.25;NA"]
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


def test_append_and_replace(run, tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path, append=True), [{"loss": 1.0}])
    run(CSVLogger(path, append=True), [{"loss": 0.5}])
    assert path.read_text() == "epoch,loss\n0,1.0\n0,0.5\n"
    run(CSVLogger(path), [{"loss": 0.25}])
    assert path.read_text() == "epoch,loss\n0,0.25\n"


def test_an_array_is_one_cell(run, tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path), [{"confusion": np.array([[1, 2], [3, 4]])}])
    assert path.read_text().splitlines()[1] == '0,"[1, 2, 3, 4]"'
