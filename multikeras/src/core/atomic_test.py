"""Unit tests of files that are there whole or not at all."""

import contextlib
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from multikeras.src.core.atomic import passing, replacing

WRITER = """
import sys, time
from multikeras.src.core.atomic import replacing
with replacing(sys.argv[1]) as temporary:
    temporary.write_text("half")
    print("begun", flush=True)
    time.sleep(600)
"""


@contextlib.contextmanager
def writer_of(path: pathlib.Path) -> Iterator[subprocess.Popen]:
    """Another process that is writing a file."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def names(folder: pathlib.Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("error", [ValueError("no"), OSError("no")])
def test_a_failure_leaves_nothing_but_what_was_there(tmp_path, error):
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(type(error), match="no"), replacing(path) as temporary:
        temporary.write_text("half")
        raise error
    assert names(tmp_path) == {"file"} and path.read_text() == "before"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_what_killed_processes_left_for_a_file_goes_with_its_next_write(tmp_path):
    path, other = tmp_path / "model [1].keras", tmp_path / "model [1].keras.keras"
    with writer_of(path) as killed, writer_of(other) as other_killed, writer_of(path):
        for process in (killed, other_killed):
            process.kill()
            process.wait()
        assert len(names(tmp_path)) == 3
        with replacing(path) as temporary:
            temporary.write_text("whole")
        left = names(tmp_path) - {path.name}
        assert len(left) == 2  # of the process that writes to the same file, and of the other file
        assert sum(name.startswith(f".{other.name}.") for name in left) == 1
    assert path.read_text() == "whole"


def test_files_of_this_process_stay(tmp_path):
    with passing(tmp_path / "file") as first, passing(tmp_path / "file") as second:
        assert first.exists() and second.exists()
    assert not names(tmp_path)


def test_files_of_an_earlier_process_of_the_same_number_go(tmp_path):
    with passing(tmp_path / "file") as of_now:
        host, process, token = of_now.name.split(".")[2].split("-")
        abandoned = tmp_path / f".file.{host}-{process}-{'0' * len(token)}.abc.part"
        abandoned.touch()
        with replacing(tmp_path / "file"):
            assert not abandoned.exists() and of_now.exists()
