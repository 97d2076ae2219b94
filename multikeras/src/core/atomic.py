"""Files that are there whole or not at all."""

import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator


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
    if not path.parent.is_dir():
        raise FileNotFoundError(f"Cannot write {str(path)!r}: there is no folder {str(path.parent)!r}.")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(descriptor)
    temporary = pathlib.Path(name)
    try:
        yield temporary
        mode = 0o666 & ~_umask()
        temporary.chmod(mode)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())  # else a new name may outlive a loss of power, and its content not
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        left = "what it held before is untouched" if path.exists() else "no file was left behind"
        text = f"{str(path)!r} could not be written whole, and {left}: {error}"
        raise OSError(text) if error.errno is None else OSError(error.errno, text) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
