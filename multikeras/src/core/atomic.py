"""Files that are there whole or not at all."""

import contextlib
import os
import pathlib
import platform
import re
import secrets
import tempfile
import zlib
from collections.abc import Iterator

_HOST = f"{zlib.crc32(platform.node().encode()):08x}"
_PROCESS = secrets.token_hex(4)  # in containers every process may have the same number


@contextlib.contextmanager
def replacing(path: str | os.PathLike) -> Iterator[pathlib.Path]:
    """A path in the same folder to write to; on success it takes the place of `path`, on failure it is removed.

    Args:
        path: The file to be made.

    Yields:
        The path of the temporary file.

    Raises:
        FileNotFoundError: The folder does not exist.
        OSError: It cannot be written whole, for example since the disk is full; what was there before is still there.
    """
    path = pathlib.Path(path)
    try:
        with passing(path) as temporary:
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            with temporary.open("rb") as file:
                os.fsync(file.fileno())  # else a new name may outlive a loss of power, and its content not
            temporary.replace(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        left = "what it held before is untouched" if path.exists() else "no file was left behind"
        text = f"{str(path)!r} could not be written whole, and {left}: {error}"
        raise OSError(text) if error.errno is None else OSError(error.errno, text) from error


@contextlib.contextmanager
def passing(path: str | os.PathLike) -> Iterator[pathlib.Path]:
    """An empty file in the folder of `path` that is gone afterwards. Those that killed processes left there for `path` go as well.

    Args:
        path: The file for whose sake it is made.

    Yields:
        Its path.

    Raises:
        FileNotFoundError: The folder does not exist.
    """
    path = pathlib.Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"Cannot write {str(path)!r}: there is no folder {str(path.parent)!r}.")
    _remove_abandoned(path)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{_HOST}-{os.getpid()}-{_PROCESS}.", suffix=".part")
    os.close(descriptor)
    temporary = pathlib.Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _remove_abandoned(path: pathlib.Path) -> None:
    """Remove the temporary files for `path` whose process, on this machine, lives no more."""
    name = re.compile(rf"\.{re.escape(path.name)}\.{_HOST}-(\d+)-([0-9a-f]{{8}})\..*\.part")
    for file in path.parent.iterdir():
        found = name.fullmatch(file.name)
        if found and not _lives(int(found[1]), found[2]):
            file.unlink(missing_ok=True)


def _lives(process: int, token: str) -> bool:
    if process == os.getpid():
        return token == _PROCESS
    if os.name != "posix":
        return True  # there asking after a process may end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
