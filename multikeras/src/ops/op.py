"""`@op`: from one function all that an op is.

The function's signature says which arguments are tensors (`Tensor`, `Tensors`, `Structure`), its docstring what it means, its body,
if it has one, how it is made of other ops. A function without a body is a primitive: every backend gives it, in the file of the same
name under `backend/<name>/ops/`. A backend that has a function of that name for an op with a body replaces the body.

What comes out is a plain function with the same signature. With tensors of the right dtype it goes straight to the backend's
function; the test for that is written out for each signature, since it is what an eager call costs. Everything else goes to
`Op.general`: conversion, promotion, symbolic calls.
"""

import inspect
import itertools
import linecache
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, registry, tree
from multikeras.src.core.export import export
from multikeras.src.core.naming import unique_name
from multikeras.src.core.scope import context
from multikeras.src.core.symbolic import KerasTensor, Node, Operation, fresh, is_symbolic
from multikeras.src.core.typing import Axis, DTypeLike, Ints, Shape, Structure, Tensor, Tensors
from multikeras.src.core.variable import Variable
from multikeras.src.ops import sparsity
from multikeras.src.ops.promotion import Promotion, keep
from multikeras.src.ops.sparsity import Sparsity

OPS: dict[str, "Op"] = {}
"""Every op by name."""

KINDS = {Tensor: "tensor", Tensor | None: "tensor", Tensors: "tensors", Structure: "structure", DTypeLike: "dtype"}


class Op:
    """The description of an op. `function` is what users call."""

    def __init__(
        self,
        definition: Callable,
        public: Sequence[str],
        promote: Promotion,
        infer: Callable | None,
        cases: Any,
        in_call: Sequence[str] = (),
        sparse: Sparsity | None = None,
    ):
        self.in_call = frozenset(in_call)
        self.sparse = sparse
        self.name = definition.__name__.rstrip("_")
        self.definition = definition
        self.public = tuple(public)
        self.promote = promote
        self.infer = infer
        self.cases = cases
        self.family = definition.__module__.rpartition(".")[2]
        self.signature = inspect.signature(definition)
        self.parameters = list(self.signature.parameters)
        self.kinds = [KINDS.get(p.annotation, "attribute") for p in self.signature.parameters.values()]
        self.body = None if _is_empty(definition) else definition
        self.native = backend.primitive(self.family, self.name)
        if self.body is None and self.infer is None:
            raise TypeError(f"The op {self.name!r} has neither a body nor a rule that infers its result.")
        self.positions = [i for i, kind in enumerate(self.kinds) if kind not in ("attribute", "dtype")]
        self.dtype_positions = [i for i, kind in enumerate(self.kinds) if kind == "dtype"]
        self.promoted = promote.select([self.parameters[i] for i in self.positions if self.kinds[i] != "structure"])
        self.promoted = [i for i in self.positions if self.parameters[i] in self.promoted]
        self.memo: dict[tuple, Any] = {}
        self.run = self._implementation()
        self.function = _compile(self)

    def _implementation(self) -> Callable:
        if self.native is not None:
            return self.native
        if self.body is not None:
            return self.body
        return _absent(self.name)

    # ------------------------------------------------------------------------------------------------- eager

    def general(self, *values: Any, sparse: bool = False) -> Any:
        """A call that is not known to hold only tensors of the right dtype. `values` follow the signature, defaults filled in.

        `sparse` says that there are sparse tensors among them.
        """
        arguments = list(values)
        symbolic = False
        for i in self.positions:
            value = arguments[i]
            if isinstance(value, KerasTensor):
                symbolic = True
            elif isinstance(value, Variable):
                arguments[i] = value.value
            elif self.kinds[i] == "tensors" or (self.kinds[i] == "structure" and tree.is_nested(value)):
                leaves = tree.map_structure(_unwrapped, value)
                if isinstance(leaves, KerasTensor):
                    raise TypeError(f"{self.name}: `{self.parameters[i]}` must be a list or tuple of tensors, got {value!r}.")
                symbolic = symbolic or any(isinstance(x, KerasTensor) for x in tree.flatten(leaves))
                sparse = sparse or any(map(_is_sparse, tree.flatten(leaves)))
                arguments[i] = list(leaves) if self.kinds[i] == "tensors" else leaves
            elif _is_sparse(value):
                sparse = True
        if symbolic:
            return self.symbolic(values, arguments)
        self._promote(arguments)
        for i in self.dtype_positions:
            if arguments[i] is not None:
                arguments[i] = backend.native_dtype(arguments[i])
        return sparsity.run(self, arguments) if sparse else self.call(arguments)

    def call(self, arguments: Sequence[Any]) -> Any:
        """Run the op on converted arguments."""
        if self.run is self.body and self.dtype_positions:
            arguments = list(arguments)
            for i in self.dtype_positions:
                if arguments[i] is not None:
                    arguments[i] = dtypes.standardize(arguments[i])
        return self.apply(self.run, arguments)

    def apply(self, function: Callable, arguments: Sequence[Any]) -> Any:
        """Call a function that has the op's parameters: tensors by position, attributes by name."""
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for name, kind, value in zip(self.parameters, self.kinds, arguments, strict=True):
            if kind in ("attribute", "dtype") or keywords:
                keywords[name] = value
            else:
                positional.append(value)
        return function(*positional, **keywords)

    def _promote(self, arguments: list[Any]) -> None:
        """Convert tensor arguments in place, those that the op promotes to their common dtype."""
        given = [x for i in self.promoted for x in (arguments[i] if self.kinds[i] == "tensors" else (arguments[i],))]
        if given:
            target = self._target(given)
            for i in self.promoted:
                value = arguments[i]
                if self.kinds[i] == "tensors":
                    arguments[i] = [_as(x, target) for x in value]
                elif value is not None:
                    arguments[i] = _as(value, target)
        for i in self.positions:
            if i not in self.promoted and arguments[i] is not None:
                if self.kinds[i] == "tensor":
                    arguments[i] = _converted(arguments[i])
                elif self.kinds[i] == "tensors":
                    arguments[i] = [_converted(x) for x in arguments[i]]
                else:
                    arguments[i] = tree.map_structure(_converted, arguments[i])

    def _target(self, given: Sequence[Any]) -> Any:
        key = tuple([_dtype_key(x) for x in given if x is not None])
        target = self.memo.get(key)
        if target is None:
            try:
                name = self.promote.rule(tuple(k if type(k) is type and k in _WEAK else dtypes.standardize(k) for k in key))
            except (TypeError, ValueError) as error:
                raise type(error)(f"{self.name}: {error}") from None
            target = self.memo[key] = backend.native_dtype(name)
        return target

    # ---------------------------------------------------------------------------------------------- symbolic

    def symbolic(self, values: Sequence[Any], arguments: list[Any]) -> Any:
        """A call with KerasTensors: infer the result, and remember the call as a node of the graph."""
        outputs = self.spec(arguments)
        if not context.recording:
            return outputs
        outputs = fresh(outputs, values)
        operation = call_class(self)()
        positional, keywords = [], {}
        for name, kind, value in zip(self.parameters, self.kinds, values, strict=True):
            if kind in ("attribute", "dtype") and name not in self.in_call:
                operation.attributes[name] = value
            elif keywords:
                keywords[name] = value
            else:
                positional.append(np.asarray(value) if type(value) is list and name in self.in_call else value)
        Node(operation, tuple(positional), keywords, outputs)
        return outputs

    def spec(self, arguments: list[Any]) -> Any:
        """The result as KerasTensors, from arguments of which at least one is a KerasTensor."""
        arguments = list(arguments)
        given = [x for i in self.promoted for x in (arguments[i] if self.kinds[i] == "tensors" else (arguments[i],))]
        target = None
        if given:
            target = dtypes.standardize(self._target([_dtype_carrier(x) for x in given]))
        for i in self.positions:
            to = target if i in self.promoted else None
            if self.kinds[i] == "tensor":
                arguments[i] = None if arguments[i] is None else _spec(arguments[i], to)
            else:
                arguments[i] = tree.map_structure(lambda x, to=to: _spec(x, to), arguments[i])
        return sparsity.marked(self, self._inferred(arguments), arguments)

    def _inferred(self, arguments: list[Any]) -> Any:
        if self.infer is not None:
            try:
                return self.infer(*arguments)
            except (TypeError, ValueError) as error:
                raise type(error)(f"{self.name}: {error}") from None
        recording, context.recording = context.recording, False
        try:
            # What does not depend on the arguments' values, such as `zeros_like`, comes out as a tensor.
            return tree.map_structure(lambda x: _spec(x, None), self.body(*arguments))
        finally:
            context.recording = recording

    # ------------------------------------------------------------------------------------------------- errors

    def explain(self, error: Exception, values: list[Any]) -> None:
        """Say in which op an error arose and what the op was given.

        Raises:
            ValueError, TypeError: The arguments do not fit; instead of what the framework has to say about that.
        """
        given = ", ".join(f"{name}={_described(value)}" for name, value in zip(self.parameters, values, strict=True))
        note = f"Raised by {self.name}({given})."
        is_explained, error._explained_by_op = getattr(error, "_explained_by_op", False), True
        if not is_explained and not any(map(callable, values)):
            misfit = self._misfit(values)
            if misfit is not None:
                misfit._explained_by_op = True
                misfit.add_note(note)
                raise misfit from error
        error.add_note(note)

    def _misfit(self, values: list[Any]) -> Exception | None:
        """An error of our own if the arguments are no tensors, or do not fit the rule for the result."""
        arguments = [_unwrapped(value) for value in values]
        for i in self.positions:
            if isinstance(arguments[i], (str, bytes)):
                return TypeError(f"{self.name}: `{self.parameters[i]}` must be a tensor or become one, got {arguments[i]!r}.")
            if self.kinds[i] == "tensor":
                arguments[i] = _symbol(arguments[i])
            elif self.kinds[i] == "tensors" and isinstance(arguments[i], (list, tuple)):
                arguments[i] = [_symbol(x) for x in arguments[i]]
        if is_symbolic(arguments) and not is_symbolic(values):
            try:
                self.spec(arguments)
            except (ValueError, TypeError) as misfit:
                return misfit
        return None


# ------------------------------------------------------------------------------------------------------------- arguments

_WEAK = (bool, int, float, complex)


def _unwrapped(x: Any) -> Any:
    return x.value if isinstance(x, Variable) else x


def _dtype_key(x: Any) -> Any:
    """What a value brings into promotion: a native dtype, or the type of a Python number."""
    kind = type(x)
    if kind in _WEAK:
        return kind
    return x.dtype if hasattr(x, "dtype") else _converted(x).dtype


def _dtype_carrier(x: Any) -> Any:
    return x if x is None or hasattr(x, "dtype") or type(x) in _WEAK else _converted(x)


def _converted(x: Any) -> Any:
    return x if type(x) is backend.Tensor or x is None else backend.convert(x)


def _as(x: Any, target: Any) -> Any:
    if x is None:
        return None
    if _is_sparse(x):
        return sparsity.cast(x, target)
    if backend.is_tensor(x):
        return x if x.dtype == target else backend.cast(x, target)
    if type(x) in _WEAK:
        return backend.convert(x, target)
    return backend.convert(x) if _native_dtype_of(x) == target else backend.cast(backend.convert(x), target)


_NEVER_SPARSE = frozenset({*backend.EXACT_TYPES, *_WEAK, np.ndarray, list, tuple, type(None), KerasTensor})


def _is_sparse(x: Any) -> bool:
    return type(x) not in _NEVER_SPARSE and backend.sparse.is_sparse(x)


def _native_dtype_of(x: Any) -> Any:
    return getattr(x, "dtype", None)


def _spec(x: Any, dtype: str | None) -> Any:
    if isinstance(x, KerasTensor):
        return x if dtype is None or x.dtype == dtype else KerasTensor(x.shape, dtype, sparse=x.sparse)
    if x is None:
        return None
    tensor = _converted(x)
    return KerasTensor(backend.static_shape(tensor), dtype or backend.dtype_name(tensor))


def _symbol(x: Any) -> Any:
    """A KerasTensor in the place of a tensor, anything else as it is."""
    x = _unwrapped(x)
    return _spec(x, None) if backend.is_tensor(x) or isinstance(x, (np.ndarray, np.generic)) else x


def _described(value: Any) -> str:
    """dtype and shape of a tensor, anything else as it is."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_described, value))}]"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{dtypes.standardize(value.dtype)}{tuple(value.shape)}"
    return value.__qualname__ if hasattr(value, "__qualname__") else repr(value)


def _as_shape(value: Any) -> tuple:
    """Sizes as a tuple: from one number, a list, an array, or a shape object of a framework."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return (value,) if not hasattr(value, "__iter__") or getattr(value, "ndim", 1) == 0 else tuple(value)


def _as_ints(value: Any) -> Any:
    """A number as an int, several as a tuple."""
    if isinstance(value, (np.ndarray, np.integer)):
        value = value.tolist()
    return tuple(value) if isinstance(value, Sequence) else value


_ONE_OR_MORE = (frozenset({int, tuple, type(None)}), _as_ints)

CANONICAL: dict[Any, tuple[frozenset, Callable]] = {
    Shape: (frozenset({tuple}), _as_shape),
    Ints: _ONE_OR_MORE,
    Axis: _ONE_OR_MORE,
}
"""Annotation of an attribute -> the types that backends take as they are, and what brings others into that form."""


# -------------------------------------------------------------------------------------------------------------- compiling


def _nothing() -> None:
    """A docstring."""


def _is_empty(function: Callable) -> bool:
    """Whether a function has no statement besides its docstring."""
    code = function.__code__
    return code.co_code == _nothing.__code__.co_code and not code.co_names


def _absent(name: str) -> Callable:
    def absent(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(
            f"The {backend.NAME} backend does not offer `{name}`. Choose another backend with the environment variable KERAS_BACKEND."
        )

    return absent


def _compile(op: Op) -> Callable:
    """The function that users call, written for the op's signature."""
    shown = op.signature.replace(
        parameters=[
            p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else _Source(f"_default_{p.name}"))
            for p in op.signature.parameters.values()
        ],
        return_annotation=inspect.Signature.empty,
    )
    names = op.parameters
    straight = ", ".join(
        name if kind not in ("attribute", "dtype") and not _after_attribute(op, i) else f"{name}={name}"
        for i, (name, kind) in enumerate(zip(names, op.kinds, strict=True))
    )
    lines = [f"def {op.definition.__name__}{shown}:"]
    for name, parameter in op.signature.parameters.items():
        if parameter.annotation in CANONICAL:
            lines += [f"    if type({name}) not in plain_{name}:", f"        {name} = canonical_{name}({name})"]
    lines.append("    try:")
    guards = _guards(op)
    for guard in guards:
        lines += [f"        if {guard}:", f"            return run({straight})"]
    if guards:  # variables among the arguments: the same test again with their values
        for i in op.positions:
            lines += [f"        if type({names[i]}) is Variable:", f"            {names[i]} = {names[i]}.value"]
        lines += [f"        if {guards[0]}:", f"            return run({straight})"]
    lines += _list_guard(op, straight)
    lines += _of_nothing(op, straight) or [f"        return general({', '.join(names)})"]
    lines += [
        "    except Exception as error:",
        *(
            [f"        if any_sparse([{', '.join(names)}]):", f"            return general({', '.join(names)}, sparse=True)"]
            if backend.HIDES_SPARSE
            else []
        ),
        f"        explain(error, [{', '.join(names)}])",
        "        raise",
    ]
    source = "\n".join(lines) + "\n"
    filename = f"<op {op.name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    namespace = {
        "general": op.general,
        "any_sparse": sparsity.any_sparse,
        "explain": op.explain,
        "native_dtype": backend.native_dtype,
        "run": op.run,
        "Variable": backend.Variable,
        **{f"Type{i}": kind for i, kind in enumerate(backend.EXACT_TYPES)},
        "numbers": (float, int),
        "floats": backend.FLOAT_DTYPES,
        "real": frozenset(native for name, native in backend.DTYPES.items() if not dtypes.is_complex(name)),
        "wide": frozenset(backend.DTYPES[name] for name in ("float32", "float64")),
        "integers": frozenset(native for name, native in backend.DTYPES.items() if dtypes.is_integer(name)),
        "booleans": frozenset((backend.DTYPES["bool"],)),
        "weak": backend.WEAK_SCALAR_DTYPES,
    }
    for name, parameter in op.signature.parameters.items():
        if parameter.annotation in CANONICAL:
            namespace[f"plain_{name}"], namespace[f"canonical_{name}"] = CANONICAL[parameter.annotation]
    namespace.update({f"_default_{p.name}": p.default for p in op.signature.parameters.values() if p.default is not p.empty})
    exec(compile(source, filename, "exec"), namespace)
    function = namespace[op.definition.__name__]
    function.__doc__ = op.definition.__doc__
    function.__module__ = op.definition.__module__
    function.__qualname__ = op.definition.__qualname__
    function.__annotations__ = op.definition.__annotations__
    function.__wrapped__ = op.definition
    function.__op__ = op
    return function


class _Source:
    """A default value that shows as the expression it was given as."""

    def __init__(self, expression: str):
        self.expression = expression

    def __repr__(self) -> str:
        return self.expression


def _after_attribute(op: Op, position: int) -> bool:
    return any(kind in ("attribute", "dtype") for kind in op.kinds[:position])


def _guards(op: Op) -> list[str]:
    """Conditions, cheapest first, under which the arguments can go to the backend as they are."""
    if not op.positions or op.dtype_positions or any(op.kinds[i] != "tensor" for i in op.positions):
        return []
    optional = {i for i in op.positions if op.signature.parameters[op.parameters[i]].default is None}
    names = {i: op.parameters[i] for i in op.positions}
    tests = [f"({name} is None or {_is_exact(name)})" if i in optional else _is_exact(name) for i, name in names.items()]
    promoted = [names[i] for i in op.promoted if i not in optional]
    if op.promoted and not promoted:
        return []
    if op.promote.settled != "any" and promoted:
        tests.append(f"{promoted[0]}.dtype in {op.promote.settled}")
    tests += [f"{a}.dtype is {b}.dtype" for a, b in itertools.pairwise(promoted)]
    tests += [f"({names[i]} is None or {names[i]}.dtype is {promoted[0]}.dtype)" for i in op.promoted if i in optional]
    guards = [" and ".join(tests)]
    weak = op.native is not None and backend.WEAK_SCALAR_DTYPES and op.promote.settled in ("any", "real", "floats")
    if len(op.positions) == 2 and len(promoted) == 2 and weak:
        a, b = promoted
        guards.append(f"type({b}) in numbers and {_is_exact(a)} and {a}.dtype in weak")
        guards.append(f"type({a}) in numbers and {_is_exact(b)} and {b}.dtype in weak")
    return guards


def _list_guard(op: Op, straight: str) -> list[str]:
    """The lines by which a list of tensors of one dtype goes to the backend as it is."""
    if [op.kinds[i] for i in op.positions] != ["tensors"] or op.dtype_positions or op.promote.settled != "any":
        return []
    name = op.parameters[op.positions[0]]
    return [
        f"        if type({name}) is list or type({name}) is tuple:",
        f"            for _each in {name}:",
        f"                if not ({_is_exact('_each')}) or _each.dtype is not {name}[0].dtype:",
        "                    break",
        "            else:",
        f"                if {name}:",
        f"                    {name} = list({name})",
        f"                    return run({straight})",
    ]


def _of_nothing(op: Op, straight: str) -> list[str]:
    """The lines of an op that takes no tensors, and makes one of numbers alone."""
    if op.positions or op.native is None:
        return []
    given = [op.parameters[i] for i in op.dtype_positions]
    return [
        *(f"        {name} = None if {name} is None else native_dtype({name})" for name in given),
        f"        return run({straight})",
    ]


def _is_exact(name: str) -> str:
    """The test whether an argument is a plain tensor, the most frequent type first."""
    tests = " or ".join(f"type({name}) is Type{i}" for i in range(len(backend.EXACT_TYPES)))
    return f"({tests})" if len(backend.EXACT_TYPES) > 1 else tests


# -------------------------------------------------------------------------------------------------------------- decorator


APART = frozenset({"image"})
"""Namespaces whose ops are not in `multikeras.ops` besides."""


def op(
    *namespaces: str,
    aliases: Sequence[str] = (),
    in_call: Sequence[str] = (),
    promote: Promotion = keep,
    infer: Callable | None = None,
    cases: Any = None,
    sparse: Sparsity | None = None,
) -> Callable[[Callable], Callable]:
    """Make an op of a function.

    Args:
        *namespaces: Where it is public besides `multikeras.ops`: "numpy", "nn", "linalg"; "core" for `ops` alone; "image" for
            `ops.image` and not for `ops`. None at all for an op that only the library uses.
        in_call: Attributes that belong to a call rather than to the operation, when a graph is written to a file.
        aliases: Further names under which the same namespaces have it.
        promote: How the dtypes of tensor arguments come together (`ops/promotion.py`).
        infer: The rule for shape and dtype of the result (`ops/rules.py`), called with the arguments, tensors as KerasTensors of the
            promoted dtype. An op with a body needs none.
        cases: How to check it (`core/cases.py`).
        sparse: How it takes sparse tensors (`ops/sparsity.py`); None for one that needs dense ones.

    Returns:
        A decorator.
    """

    def decorate(definition: Callable) -> Callable:
        name = definition.__name__.rstrip("_")
        public = []
        if namespaces:
            shared = [] if APART.intersection(namespaces) else ["multikeras.ops"]
            places = shared + [f"multikeras.ops.{namespace}" for namespace in namespaces if namespace != "core"]
            public = [f"{place}.{title}" for title in (name, *aliases) for place in places]
        described = Op(definition, public, promote, infer, cases, in_call, sparse)
        OPS[name] = described
        if public:
            export(public)(described.function)
        return described.function

    return decorate


class OpCall(Operation):
    """The call of an op as a vertex of a graph. Calling an op on KerasTensors makes one; each op has a subclass, made when needed.

    Args:
        name: Name.
        **attributes: The op's arguments that are no tensors.
    """

    op: Op

    def __init__(self, name: str | None = None, **attributes: Any):
        super().__init__(name=unique_name(self.op.name) if name is None else name)
        self.attributes = attributes

    def call(self, *args: Any, **kwargs: Any) -> Any:
        if self.op.in_call:
            args = tuple(tuple(x) if type(x) is list else x for x in args)  # a tuple that has been through JSON
        return self.op.function(*args, **{**self.attributes, **kwargs})

    def __reduce__(self) -> tuple:
        return _vertex, (self.op.name,), self.__dict__

    def get_config(self) -> dict[str, Any]:
        """Name and attributes, under the names of the op's arguments."""
        return {"name": self.name, **{key: registry.serialize(value) for key, value in self.attributes.items()}}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "OpCall":
        """The vertex that a config describes."""
        return cls(**{key: registry.deserialize(value) for key, value in config.items()})


_classes: dict[str, type[OpCall]] = {}


def call_class(described: Op) -> type[OpCall]:
    """The class of an op's vertices, under the name that files give it: "GetItem" for `get_item`."""
    if described.name not in _classes:
        title = _title(described.name)
        cls = _classes[described.name] = type(title, (OpCall,), {"op": described, "__module__": __name__})
        registry.add_alias(f"{FILE_MODULE}.{_file_module(described)}", title, cls)
    return _classes[described.name]


def _vertex(name: str) -> OpCall:
    """A vertex without state, for pickle to fill."""
    cls = call_class(OPS[name])
    return cls.__new__(cls)


FILE_MODULE = "keras.src.ops"
"""How files name the module of ops."""


MATH = frozenset(
    {"erf", "erfinv", "fft", "fft2", "ifft2", "in_top_k", "irfft", "istft", "logsumexp", "qr", "rfft", "rsqrt"}
    | {"extract_sequences", "segment_max", "segment_sum", "solve", "stft", "top_k"}
)
"""Ops that files place in the module `math`; the others stand in that of their namespace."""


def _file_module(described: Op) -> str:
    if described.name in MATH:
        return "math"
    return next((name.split(".")[2] for name in described.public if name.count(".") == 3), "core")


TITLES = {name: name.upper() for name in ("fft", "fft2", "ifft2", "irfft", "istft", "psnr", "rfft", "stft")}
TITLES |= {"ctc_decode": "CTCDecode", "ctc_loss": "CTCLoss"}
"""Ops whose names in files hold acronyms."""


def _title(name: str) -> str:
    return TITLES.get(name) or "".join(part.capitalize() for part in name.split("_"))


def _find_class(title: str) -> type[OpCall] | None:
    for described in OPS.values():
        if _title(described.name) == title:
            return call_class(described)
    return None


registry.add_resolver(FILE_MODULE, _find_class)
