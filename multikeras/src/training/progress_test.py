import io
import logging
import timeit
import types

import pytest

from multikeras.src.core import config
from multikeras.src.training import progress
from multikeras.src.training.progress import Progbar, ProgressBar, message


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True

    def screen(self):
        """The lines that a reader sees, without colours."""
        lines = [""]
        text = self.getvalue()
        for code in (progress.BOLD, progress.GREEN, progress.WHITE, progress.RESET):
            text = text.replace(code, "")
        for line in text.split("\n"):
            lines.append(line.split("\x1b[K")[-1].split("\r")[-1])
        return lines[1:]


class Notebook(Terminal):
    """Stands for the stream of a notebook kernel, known by the module of its class."""

    def isatty(self):
        return False


Notebook.__module__ = "ipykernel.iostream"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "perf_counter", clock)
    return clock


@pytest.fixture
def stream(monkeypatch, request):
    stream = getattr(request, "param", io.StringIO)()
    # Not `sys.stdout` itself, which pytest puts back between a fixture and its test.
    monkeypatch.setattr(progress, "sys", types.SimpleNamespace(stdout=stream))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    yield stream
    progress.Line.visible = 0


def train(bar, clock, epochs=2, steps=10, total=10, seconds=0.06):
    """Two epochs as the trainer runs them; returns the steps at which the bar was drawn."""
    drawn = []
    for epoch in range(epochs):
        bar.begin_epoch(epoch, epochs, total)
        for step in range(1, steps + 1):
            clock.now += seconds
            if bar.due():
                drawn.append(step)
                bar.update(step, {"loss": 1 / step})
        bar.end_epoch(steps, {"loss": 0.5, "val_loss": 1e-5})
    return drawn


def test_file_gets_one_plain_line_an_epoch(stream, clock):
    assert train(ProgressBar(), clock) == []
    assert stream.getvalue() == (
        "Epoch 1/2 - 10/10 - 1s - 60ms/step - loss: 0.5000 - val_loss: 1.0000e-05\n"
        "Epoch 2/2 - 10/10 - 1s - 60ms/step - loss: 0.5000 - val_loss: 1.0000e-05\n"
    )


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_terminal_draws_at_most_ten_times_a_second(stream, clock):
    drawn = train(ProgressBar(), clock)
    assert drawn == [1, 3, 5, 7, 9] * 2
    bar = "━" * 20
    assert stream.screen() == [
        "Epoch 1/2",
        f"10/10 {bar} 1s 60ms/step - loss: 0.5000 - val_loss: 1.0000e-05",
        "Epoch 2/2",
        f"10/10 {bar} 1s 60ms/step - loss: 0.5000 - val_loss: 1.0000e-05",
        "",
    ]


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_time_of_a_step_leaves_out_the_one_that_compiled(stream, clock):
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 100)
    clock.now = 30.0
    bar.update(1, {})
    assert bar.due() is False
    clock.now += 1.0
    bar.update(11, {})
    assert stream.screen()[-1].startswith(" 11/100 ") and stream.screen()[-1].endswith(" 8s 100ms/step")


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_unknown_total_is_learned(stream, clock):
    bar = ProgressBar(1)
    bar.begin_epoch(0, 2, None)
    bar.update(3, {"loss": 2.0})
    assert "3/Unknown 0s" in stream.screen()[-1]
    bar.end_epoch(7, {})
    bar.begin_epoch(1, 2, None)
    bar.update(3, {})
    assert stream.screen()[-1].startswith("3/7 ")


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_a_line_under_way_is_cut_to_the_terminal(stream, clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 10)
    bar.update(5, {f"metric_{i}": 1.0 for i in range(9)})
    assert len(stream.screen()[-1]) == 49
    bar.end_epoch(10, {f"metric_{i}": 1.0 for i in range(9)})
    assert "metric_8: 1.0000" in stream.screen()[0]


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_a_terminal_too_narrow_for_the_bar_gets_the_numbers(stream, clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 10)
    clock.now = 1.0
    bar.update(5, {"loss": 1.0})
    assert stream.screen()[-1] == " 5/10 1s 200ms/step"


@pytest.mark.parametrize("stream", [Notebook], indirect=True)
def test_notebook_overwrites_one_line_without_control_sequences(stream, clock):
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 10)
    bar.update(1, {"loss": 1.0, "accuracy": 0.5})
    bar.update(2, {})
    assert "\x1b[K" not in stream.getvalue()
    first, second = stream.screen()[-1], stream.getvalue().split("\r")[1:]
    assert first.rstrip().endswith("/step") and len(second) == 2
    assert first.endswith(" " * len(" - loss: 1.0000 - accuracy: 0.5000"))


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_a_terminal_without_unicode_gets_an_ascii_bar(stream, clock):
    stream.encoding = "ascii"
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 10)
    bar.update(5, {})
    assert "==========.........." in stream.screen()[-1]


def test_verbose_0_and_2(stream, clock):
    train(ProgressBar(0), clock)
    assert stream.getvalue() == ""
    train(ProgressBar(2), clock, epochs=1)
    assert stream.getvalue() == "10/10 - 1s - 60ms/step - loss: 0.5000 - val_loss: 1.0000e-05\n"
    with pytest.raises(ValueError, match="verbose must be 0, 1, 2 or 'auto'; got 3"):
        ProgressBar(3)


def test_without_interactive_logging_lines_go_to_logging(stream, clock, caplog):
    config.disable_interactive_logging()
    try:
        with caplog.at_level(logging.INFO, "multikeras"):
            train(ProgressBar(), clock, epochs=1)
            message("a word")
    finally:
        config.enable_interactive_logging()
    assert stream.getvalue() == ""
    assert [record.message[:5] for record in caplog.records] == ["10/10", "a wor"]


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_a_message_wipes_out_the_line_under_way(stream, clock):
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, 10)
    bar.update(1, {"loss": 1.0})
    message("saved")
    bar.end_epoch(10, {})
    assert stream.screen()[0] == "saved" and stream.screen()[1].startswith("10/10")


def test_a_step_without_drawing_costs_next_to_nothing():
    bar = ProgressBar(1)
    bar.begin_epoch(0, 1, None)
    assert min(timeit.repeat(bar.due, number=10000, repeat=7)) / 10000 < 0.3e-6


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_progbar_averages_all_but_stateful_metrics(stream, clock):
    bar = Progbar(4, stateful_metrics=["b"])
    bar.add(1, [("a", 1.0), ("b", 1.0)])
    clock.now += 1.0
    bar.add(3, [("a", 5.0), ("b", 5.0)])
    assert stream.screen()[0].endswith("1s 250ms/step - a: 4.0000 - b: 5.0000")
    bar.add(1, [("a", 1.0)])
    assert len(stream.screen()) == 2 and stream.screen()[1] == ""


@pytest.mark.parametrize("stream", [Terminal], indirect=True)
def test_progbar_interval_and_stateless_metrics(stream, clock):
    bar = Progbar(10, interval=0.5, stateless_metrics=["a"], unit_name="file", width=5)
    for step in range(1, 4):
        clock.now += 0.2
        bar.update(step, [("a", float(step)), ("b", float(step))])
    assert stream.getvalue().count("\r") == 1
    clock.now += 0.5
    bar.update(4)
    assert "━━━━━ " in stream.screen()[-1] and stream.screen()[-1].endswith("275ms/file - a: 2.0000 - b: 3.0000")


def test_progbar_in_a_file_and_finalize(stream, clock):
    bar = Progbar(None)
    bar.add(3, [("a", 1e-7)])
    assert stream.getvalue() == ""
    bar.update(5, finalize=True)
    assert stream.getvalue() == "5/5 - 0s 0us/step - a: 1.0000e-07\n"
    with pytest.raises(ValueError, match="both stateful and stateless"):
        Progbar(1, stateful_metrics=["a"], stateless_metrics=["a"])


@pytest.mark.parametrize("seconds, text", [(3.9, "3s"), (62, "1:02"), (3723, "1:02:03")])
def test_clock(seconds, text):
    assert progress._clock(seconds) == text


@pytest.mark.parametrize(
    "value, text", [(0.25, "0.2500"), (0, "0.0000"), (2e-5, "2.0000e-05"), (float("nan"), "nan"), ([1, 2], "[1.0000, 2.0000]")]
)
def test_number(value, text):
    assert progress._number(value) == text
