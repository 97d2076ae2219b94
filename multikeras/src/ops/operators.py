"""Python's operators on KerasTensors and Variables, installed from one table."""

from collections.abc import Callable
from typing import Any

from multikeras.src.backend import Variable
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops import elementwise, movement
from multikeras.src.ops.indexing import get_item
from multikeras.src.ops.linalg import matmul

ARITHMETIC = {
    "add": elementwise.add,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.mod,
    "pow": elementwise.power,
    "matmul": matmul,
    "and": elementwise.bitwise_and,
    "or": elementwise.bitwise_or,
    "xor": elementwise.bitwise_xor,
    "lshift": elementwise.left_shift,
    "rshift": elementwise.right_shift,
}
"""Operators that have a reflected form."""

COMPARISONS = {
    "eq": elementwise.equal,
    "ne": elementwise.not_equal,
    "lt": elementwise.less,
    "le": elementwise.less_equal,
    "gt": elementwise.greater,
    "ge": elementwise.greater_equal,
}

UNARY = {"neg": elementwise.negative, "invert": elementwise.bitwise_not, "abs": elementwise.absolute}


def _value(x: Any) -> Any:
    return x.value if isinstance(x, Variable) else x


def _itself(x: Any) -> Any:
    return x


def _symbolic_binary(function: Callable) -> tuple[Callable, Callable]:
    def forward(self: KerasTensor, other: Any) -> Any:
        return function(self, other)

    def reflected(self: KerasTensor, other: Any) -> Any:
        return function(other, self)

    return forward, reflected


def _variable_binary(function: Callable) -> tuple[Callable, Callable]:
    def forward(self: Variable, other: Any) -> Any:
        return function(self.value, other.value if isinstance(other, Variable) else other)

    def reflected(self: Variable, other: Any) -> Any:
        return function(other, self.value)

    return forward, reflected


def _or_identity(compare: Callable) -> Callable:
    """A comparison that leaves None to Python, so that `x == None` is False and not an error."""

    def comparison(self: Any, other: Any) -> Any:
        return NotImplemented if other is None else compare(self, other)

    return comparison


def _install(cls: type, name: str, method: Callable) -> None:
    method.__name__, method.__qualname__ = name, f"{cls.__name__}.{name}"
    setattr(cls, name, method)


def _install_all(cls: type, unwrap: Callable, binary: Callable) -> None:
    for name, function in ARITHMETIC.items():
        forward, reflected = binary(function)
        _install(cls, f"__{name}__", forward)
        _install(cls, f"__r{name}__", reflected)
    for name, function in COMPARISONS.items():
        _install(cls, f"__{name}__", _or_identity(binary(function)[0]))
    for name, function in UNARY.items():
        _install(cls, f"__{name}__", lambda self, function=function: function(unwrap(self)))
    _install(cls, "__pos__", lambda self: unwrap(self))
    _install(cls, "__round__", lambda self, ndigits=None: elementwise.round_(unwrap(self), ndigits or 0))
    _install(cls, "__getitem__", lambda self, key: get_item(unwrap(self), key))
    cls.__hash__ = object.__hash__
    # NumPy's arrays leave an operator to the operand of higher priority.
    cls.__array_priority__ = 100


def _reshape(self: KerasTensor, newshape: Any) -> KerasTensor:
    """The tensor in another shape; see `ops.reshape`."""
    return movement.reshape(self, newshape)


def _squeeze(self: KerasTensor, axis: Any = None) -> KerasTensor:
    """The tensor without dimensions of size 1; see `ops.squeeze`."""
    return movement.squeeze(self, axis)


def _iterate(self: Variable) -> Any:
    return iter(movement.unstack(self.value))


_install_all(KerasTensor, _itself, _symbolic_binary)
_install_all(Variable, _value, _variable_binary)
_install(KerasTensor, "reshape", _reshape)
_install(KerasTensor, "squeeze", _squeeze)
_install(Variable, "__iter__", _iterate)

# Exported here, so that nobody gets them without their operators.
export("multikeras.KerasTensor", source=__name__)(KerasTensor)
export("multikeras.Variable", source=__name__)(Variable)
