import io

import numpy as np
import pytest

from multikeras.src.training.callbacks.history import History


@pytest.fixture
def history(run):
    callback = History()
    run(callback, [{"loss": 3.0, "mae": 1.5}, {"loss": 2.0, "mae": 1.25, "val_loss": 2.5}, {"loss": 1.0, "mae": 1.0}])
    return callback


def test_table(history):
    pytest.importorskip("pandas")
    frame = history.to_frame()
    assert list(frame.columns) == ["loss", "mae", "val_loss"] and list(frame.index) == [0, 1, 2] and frame.index.name == "epoch"
    np.testing.assert_array_equal(frame["val_loss"], [np.nan, 2.5, np.nan])


def test_table_of_nothing():
    pytest.importorskip("pandas")
    assert History().to_frame().empty


def test_plot(history):
    pytest.importorskip("matplotlib")
    drawing = history.plot()
    assert [axes.get_title() for axes in drawing.axes] == ["loss", "mae"]
    training, validation = drawing.axes[0].lines
    np.testing.assert_array_equal(training.get_xydata(), [[1, 3], [2, 2], [3, 1]])
    np.testing.assert_array_equal(validation.get_xydata(), [[2, 2.5]])  # the epoch that had it
    drawing.savefig(io.BytesIO())
    assert [axes.get_title() for axes in history.plot(["mae"]).axes] == ["mae"]


@pytest.mark.parametrize("metrics", [["accuracy"], []])
def test_plot_of_what_is_not_there(history, metrics):
    with pytest.raises(ValueError, match=r"History.plot: there are no values of .*; the history has \['loss', 'mae'\]"):
        history.plot(metrics)


def test_arrays_are_not_plotted(run):
    pytest.importorskip("matplotlib")
    callback = History()
    run(callback, [{"loss": 1.0, "per_class": np.ones(3)}])
    assert len(callback.plot().axes) == 1
