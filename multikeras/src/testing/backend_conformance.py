"""What every backend must give, read off `backend/contract.py`."""

import inspect
from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import Any

from multikeras.src import backend
from multikeras.src.backend import contract
from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.testing.check import Check, run_checks

ELSEWHERE = {"Variable": "", **dict.fromkeys(("Tensor", "TENSOR_TYPES", "FLOAT_DTYPES", "DTYPES"), "tensor")}
"""Names that a backend gives in another module than the contract's section says: in the package itself, or in `tensor`."""


@export("multikeras.testing.check_backend")
def check_backend(module: ModuleType | None = None) -> None:
    """Check that a backend gives every primitive, hook and flag of the contract.

    Args:
        module: The backend's package, laid out as `multikeras/src/backend/contract.py` tells; the active backend when None.

    Raises:
        AssertionError: Something is missing or of the wrong kind. The message names it.

    Example:

    >>> multikeras.testing.check_backend()
    """
    run_checks(backend_checks(backend.MODULE if module is None else module))


def backend_checks(module: ModuleType) -> Iterator[Check]:
    """The checks of a backend, one a name of the contract."""
    name = getattr(module, "NAME", "backend")
    for flag, kind in contract.Flags.__annotations__.items():
        yield Check(name, "flag", partial(has_constant, module, ELSEWHERE.get(flag, ""), flag, kind), flag)
    for family, protocol in contract.FAMILIES.items():
        for word in words(protocol):
            yield Check(name, "primitive", partial(has_word, module, f"ops.{family}", word), f"{family}.{word}")
    for file, protocol in contract.HOOKS.items():
        for word in words(protocol):
            yield Check(name, "hook", partial(has_word, module, ELSEWHERE.get(word, file), word), f"{file}.{word}")
        for word, kind in inspect.get_annotations(protocol).items():
            yield Check(name, "constant", partial(has_constant, module, file, word, kind), f"{file}.{word}")
    yield Check(name, "dtype_names", partial(has_dtype_names, module))


def words(protocol: type) -> list[str]:
    """The functions and classes that a protocol names."""
    named = {name: value for name, value in vars(protocol).items() if not name.startswith("_")}
    return [name for name, value in named.items() if inspect.isfunction(value) or inspect.isclass(value)]


def find(module: Any, path: str, word: str) -> Any:
    """What a module of the backend holds under a name."""
    holder = module
    for part in filter(None, path.split(".")):
        holder = getattr(holder, part, None)
        assert holder is not None, f"the backend has no module `{path}`, which must hold `{word}`"
    found = getattr(holder, word, None)
    assert found is not None, f"`{path or 'the package'}` lacks `{word}`"
    return found


def has_word(module: Any, path: str, word: str) -> None:
    """The name is there and can be called."""
    found = find(module, path, word)
    assert callable(found), f"`{path}.{word}` is {found!r}, which cannot be called"


def has_constant(module: Any, path: str, word: str, kind: type) -> None:
    """The name is there and of its kind."""
    found = find(module, path, word)
    assert isinstance(found, kind), f"`{word}` is {found!r}; it must be of type {kind.__name__}"


def has_dtype_names(module: Any) -> None:
    """Dtypes stand under canonical names, and the floats that run as they are belong to them."""
    table = find(module, "tensor", "DTYPES")
    unknown = [name for name in table if name not in dtypes.ALL_DTYPES]
    assert not unknown, f"`DTYPES` holds unknown names: {unknown}"
    missing = [name for name in ("bool", "int32", "int64", "float16", "bfloat16", "float32", "float64") if name not in table]
    assert not missing, f"`DTYPES` lacks {missing}"
    stray = set(find(module, "tensor", "FLOAT_DTYPES")) - set(table.values())
    assert not stray, f"`FLOAT_DTYPES` holds dtypes that `DTYPES` lacks: {stray}"
