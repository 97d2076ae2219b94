"""Symbolic tensors, the operations that make them, and the nodes that remember how."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import dtypes, naming, shapes, tree
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.core.scope import context


class KerasTensor:
    """A tensor without values: a shape, a dtype, and the operation that will compute it.

    Calling layers and ops on KerasTensors builds a graph, from which `Model(inputs, outputs)` makes a model.

    Args:
        shape: Tuple of ints, None for a dimension that is not known yet.
        dtype: Name of the dtype, `"float32"` by default.
        sparse: Whether values will come as a sparse tensor.
        ragged: Whether values will come as a ragged tensor.
        record_history: Kept for code written for Keras 3; history is always recorded.
        name: Name of the tensor; made up when None.
        ragged_rank: Number of ragged dimensions, with `ragged=True`.
        row_splits_dtype: Integer dtype of a ragged tensor's row splits.

    Example:

    >>> x = multikeras.KerasTensor((None, 3))
    >>> (x + 1).shape
    (None, 3)
    """

    def __init__(
        self,
        shape: Sequence[int | None],
        dtype: str = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        self._shape = shapes.standardize_shape(shape)
        self._dtype = dtypes.standardize(dtype)
        self._sparse = bool(sparse)
        self._ragged = bool(ragged)
        self._ragged_rank = kwargs.pop("ragged_rank", None)
        self._row_splits_dtype = kwargs.pop("row_splits_dtype", None)
        if kwargs:
            raise TypeError(f"KerasTensor got unexpected arguments {sorted(kwargs)}.")
        self._name = name
        self._keras_history: tuple[Operation, int, int] | None = None
        self._mask: KerasTensor | None = None

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Shape, None where a dimension is unknown."""
        return self._shape

    @property
    def dtype(self) -> str:
        """Name of the dtype."""
        return self._dtype

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._shape)

    @property
    def sparse(self) -> bool:
        """Whether values come as sparse tensors."""
        return self._sparse

    @property
    def ragged(self) -> bool:
        """Whether values come as ragged tensors."""
        return self._ragged

    @property
    def ragged_rank(self) -> int | None:
        """Number of ragged dimensions."""
        return self._ragged_rank

    @property
    def row_splits_dtype(self) -> str | None:
        """Integer dtype of the row splits of a ragged tensor."""
        return self._row_splits_dtype

    @property
    def name(self) -> str:
        """Name of the tensor, unique unless one was given."""
        if self._name is None:
            self._name = naming.unique_name("keras_tensor")
        return self._name

    @property
    def _keras_mask(self) -> "KerasTensor | None":
        return self._mask

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self._shape}, dtype={self._dtype}, name={self.name}>"

    def _no_value(self, what: str) -> TypeError:
        return TypeError(
            f"{self!r} has no values yet, so {what}. It stands for a tensor while a model is being built: use functions of "
            "`multikeras.ops` on it, or put the code into the `call` method of a layer."
        )

    def __bool__(self) -> bool:
        raise self._no_value("it cannot be used as a truth value, as in `if tensor:`")

    def __float__(self) -> float:
        raise self._no_value("it cannot become a float")

    def __int__(self) -> int:
        raise self._no_value("it cannot become an int")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise self._no_value("it cannot become a NumPy array")

    def __jax_array__(self) -> Any:
        raise self._no_value("it cannot be given to a function of JAX")

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        raise self._no_value("it cannot be given to a function of TensorFlow")

    def __iter__(self) -> Any:
        raise self._no_value("it cannot be iterated over; `ops.unstack` gives its parts along an axis of known size")

    def __len__(self) -> int:
        raise self._no_value("it has no length; its `shape` is known")


def is_symbolic(x: Any) -> bool:
    """Whether any leaf of a nest is a KerasTensor."""
    if isinstance(x, (list, tuple, dict)):
        for inner in x.values() if isinstance(x, dict) else x:  # noqa: SIM110 -- `any` takes twice the time, at each call
            if is_symbolic(inner):
                return True
        return False
    return isinstance(x, KerasTensor)


class Node:
    """One call of an operation on symbolic arguments: the edge of the graph between its inputs and its outputs."""

    __slots__ = ("arguments", "index", "inputs", "keywords", "operation", "outputs")

    def __init__(self, operation: "Operation", arguments: tuple, keywords: dict, outputs: Any):
        self.operation = operation
        self.arguments = arguments
        self.keywords = keywords
        self.inputs = [x for x in tree.flatten((arguments, keywords)) if isinstance(x, KerasTensor)]
        self.outputs = tree.flatten(outputs)
        self.index = len(operation._inbound_nodes)
        operation._inbound_nodes.append(self)
        for position, output in enumerate(self.outputs):
            if isinstance(output, KerasTensor):
                output._keras_history = (operation, self.index, position)


def fresh(outputs: Any, arguments: Any) -> Any:
    """Copies of the KerasTensors that a graph has already: an operation that returns its input makes a new tensor of it."""
    taken = {id(x) for x in tree.flatten(arguments)}

    def renew(x: Any) -> Any:
        if not isinstance(x, KerasTensor) or (x._keras_history is None and id(x) not in taken):
            return x
        return KerasTensor(x.shape, x.dtype, sparse=x.sparse, ragged=x.ragged)

    return tree.map_structure(renew, outputs)


@export("multikeras.Operation")
class Operation(Configured):
    """What can be a vertex of a graph: a layer, or the call of an op.

    Subclasses define `call`, and `compute_output_spec` where running `call` on symbolic tensors cannot tell the outputs.

    Args:
        name: Name of the operation; made from the class's name when None.

    Example:

    >>> class Twice(multikeras.Operation):
    ...     def call(self, x):
    ...         return 2 * x
    >>> Twice()(multikeras.KerasTensor((None, 3))).shape
    (None, 3)
    """

    def __init__(self, name: str | None = None):
        if name is None:
            name = naming.unique_name(naming.to_snake_case(type(self).__name__))
        self._name = naming.check_name(name, type(self).__name__)
        self._inbound_nodes: list[Node] = []

    @property
    def name(self) -> str:
        """Name, unique unless one was given."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = naming.check_name(value, type(self).__name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if is_symbolic((args, kwargs)):
            return self.symbolic_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the outputs from tensors."""
        raise NotImplementedError(f"{type(self).__name__} has no `call` method. Define one that computes the outputs.")

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs as KerasTensors, remembered as a node of the graph."""
        outputs = fresh(self.compute_output_spec(*args, **kwargs), (args, kwargs))
        if context.recording:
            Node(self, args, kwargs, outputs)
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs as KerasTensors, found by running `call` on symbolic tensors."""
        recording, context.recording = context.recording, False
        try:
            return self.call(*args, **kwargs)
        finally:
            context.recording = recording

    def _connected(self, what: str) -> Node:
        if len(self._inbound_nodes) != 1:
            raise AttributeError(
                f"{type(self).__name__} {self._name!r} has been called {len(self._inbound_nodes)} times on symbolic tensors, so "
                f"`{what}` is {'ambiguous' if self._inbound_nodes else 'not defined yet'}."
            )
        return self._inbound_nodes[0]

    @property
    def input(self) -> Any:
        """The symbolic input, for an operation that was called once."""
        inputs = self._connected("input").inputs
        return inputs[0] if len(inputs) == 1 else inputs

    @property
    def output(self) -> Any:
        """The symbolic output, for an operation that was called once."""
        outputs = self._connected("output").outputs
        return outputs[0] if len(outputs) == 1 else outputs
