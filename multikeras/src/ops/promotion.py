"""How the dtypes of an op's tensor arguments come together, before any backend sees them."""

from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src.core import dtypes


class Promotion:
    """A rule from the dtypes of arguments to the one dtype in which they go to the backend.

    Args:
        rule: From a tuple of dtype names, or Python's number types for weak scalars, to a dtype name.
        settled: Arguments of which one dtype surely need no promotion: "any", "real", "floats", "wide" (float32, float64), "integers" or
            "booleans".
        names: The parameters that are promoted together; None for all tensors.
        active: False for the rule that leaves all arguments alone.
    """

    def __init__(self, rule: Callable[[tuple], str], *, settled: str = "any", names: Sequence[str] | None = None, active: bool = True):
        self.rule = rule
        self.settled = settled
        self.names = names
        self.active = active

    def of(self, *names: str) -> "Promotion":
        """The same rule over some of the tensor arguments; the others keep their dtypes."""
        return Promotion(self.rule, settled=self.settled, names=names, active=self.active)

    @property
    def real(self) -> "Promotion":
        """The same rule for ops that have no meaning for complex numbers, which are refused."""

        def rule(given: tuple[Any, ...]) -> str:
            target = self.rule(given)
            if dtypes.is_complex(target):
                raise TypeError(f"Complex numbers have no order and no place here, and the arguments are of {target}. Give real tensors.")
            return target

        return Promotion(rule, settled="real" if self.settled == "any" else self.settled, names=self.names)

    def select(self, tensors: Sequence[str]) -> list[str]:
        """Which of the tensor parameters are promoted."""
        if not self.active:
            return []
        return [name for name in tensors if self.names is None or name in self.names]


def _common(given: tuple[Any, ...]) -> str:
    return dtypes.result_type(*given)


def _floating(given: tuple[Any, ...]) -> str:
    return dtypes.to_floating(dtypes.result_type(*given))


def _wide(given: tuple[Any, ...]) -> str:
    return dtypes.result_type(_floating(given), "float32")


def _numeric(given: tuple[Any, ...]) -> str:
    common = dtypes.result_type(*given)
    return "int32" if common == "bool" else common


def _accumulating(given: tuple[Any, ...]) -> str:
    return dtypes.accumulator(dtypes.result_type(*given))


def _product(given: tuple[Any, ...]) -> str:
    common = dtypes.result_type(*given)
    return "int32" if common == "int8" else common


def _logical(given: tuple[Any, ...]) -> str:
    if "string" in given:
        raise TypeError("Text has no truth value; compare it with something first.")
    return "bool"


def _integral(given: tuple[Any, ...]) -> str:
    common = dtypes.result_type(*given)
    if common != "bool" and not dtypes.is_integer(common):
        raise TypeError(f"Bits are those of integers and bool, and the arguments are of {common}. Cast them with `ops.cast` first.")
    return common


def _whole(given: tuple[Any, ...]) -> str:
    common = _numeric(given)
    if not dtypes.is_integer(common):
        raise TypeError(f"The arguments must be integers, and they are of {common}. Cast them with `ops.cast` first.")
    return common


def _parts(given: tuple[Any, ...]) -> str:
    common = _floating(given)
    if dtypes.is_complex(common):
        raise TypeError(f"The arguments must be real, and they are of {common}.")
    return common if common == "float64" else "float32"


keep = Promotion(_common, active=False)
"""Each argument keeps its dtype."""

common = Promotion(_common)
"""To the arguments' common dtype in JAX's lattice."""

floating = Promotion(_floating, settled="floats")
"""To the common dtype; integers and booleans become floatx."""

wide = Promotion(_wide, settled="wide")
"""To the common dtype, float32 at least, for what has no form of 16 bits."""

numeric = Promotion(_numeric, settled="floats")
"""To the common dtype; booleans count as int32."""

integral = Promotion(_integral)
"""To the common dtype, which must be one of integers or bool."""

whole = Promotion(_whole, settled="integers")
"""To the common dtype, which must be one of integers; booleans count as int32."""

parts = Promotion(_parts, settled="wide")
"""To the floats of which complex numbers are made: float64 if that is common, float32 otherwise."""

accumulating = Promotion(_accumulating, settled="floats")
"""To the common dtype; narrow integers become 32 bits wide, so that sums have room."""

product = Promotion(_product, settled="floats")
"""To the common dtype; the products of matrices of int8, as quantized ones are, are summed up in int32."""

logical = Promotion(_logical, settled="booleans")
"""To bool: `x != 0`."""
