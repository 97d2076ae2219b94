"""Graphs of operations, compiled once into a list of calls."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor, Node, Operation, is_symbolic


def nodes_between(inputs: Sequence[KerasTensor], outputs: Sequence[KerasTensor]) -> list[Node]:
    """The nodes that lead from inputs to outputs, each after those that it needs.

    Raises:
        ValueError: An output does not come from the inputs.
    """
    given = {id(x) for x in inputs}
    ordered: list[Node] = []
    state: dict[int, bool] = {}  # node -> whether it stands in `ordered`

    for output in outputs:
        stack = [output]
        while stack:
            tensor = stack[-1]
            if id(tensor) in given:
                stack.pop()
                continue
            node = node_of(tensor)
            if node is None or not node.inputs:
                raise ValueError(
                    f"The output {output!r} cannot be computed from the inputs: it depends on {tensor!r}, which is not among them. Give "
                    "this tensor as an input too, or take the outputs from layers called on the inputs."
                )
            if state.get(id(node)):
                stack.pop()
                continue
            waiting = [x for x in node.inputs if id(x) not in given and not (node_of(x) and state.get(id(node_of(x))))]
            if waiting:
                stack.extend(reversed(waiting))
            else:
                state[id(node)] = True
                ordered.append(node)
                stack.pop()
    return ordered


def node_of(tensor: KerasTensor) -> Node | None:
    """The node that made a tensor."""
    if tensor._keras_history is None:
        return None
    operation, index, _ = tensor._keras_history
    return operation._inbound_nodes[index]


@export("multikeras.utils.get_source_inputs")
def get_source_inputs(tensor: KerasTensor) -> list[KerasTensor]:
    """The symbolic inputs from which a symbolic tensor is computed.

    Args:
        tensor: KerasTensor.

    Returns:
        List of KerasTensors, each once; the tensor itself where it is an input.

    Example:

    >>> a, b = multikeras.Input((2,), name="a"), multikeras.Input((2,), name="b")
    >>> [x.name for x in multikeras.utils.get_source_inputs(multikeras.layers.Add()([a, b]))]
    ['a', 'b']
    """
    sources: dict[int, KerasTensor] = {}
    seen: set[int] = set()
    waiting = [tensor]
    while waiting:
        x = waiting.pop()
        if id(x) in seen:
            continue
        seen.add(id(x))
        node = node_of(x)
        if node is None or not node.inputs:
            sources[id(x)] = x
        else:
            waiting.extend(reversed(node.inputs))
    return list(sources.values())


class Plan:
    """A graph as a flat list of calls over numbered places.

    Args:
        inputs: Symbolic inputs.
        outputs: Symbolic outputs.
        nodes: The nodes in between, in order.
    """

    def __init__(self, inputs: Sequence[KerasTensor], outputs: Sequence[KerasTensor], nodes: Sequence[Node]):
        places: dict[int, int] = {}

        def place(tensor: Any) -> int:
            return places.setdefault(id(tensor), len(places))

        self.inputs = [place(x) for x in inputs]
        self.steps: list[tuple[Operation, int | None, Callable | None, list[int], list[int]]] = []
        last_users = {id(x): node for node in nodes for x in node.inputs}
        kept = {id(x) for x in outputs}
        for node in nodes:
            alone = len(node.arguments) == 1 and not node.keywords and isinstance(node.arguments[0], KerasTensor)
            source = place(node.arguments[0]) if alone else None
            fill = None if alone else _filling(node, place)
            spent = {place(x) for x in node.inputs if last_users[id(x)] is node and id(x) not in kept}
            self.steps.append((node.operation, source, fill, [place(x) for x in node.outputs], sorted(spent)))
        self.outputs = [place(x) for x in outputs]
        self.size = len(places)

    def run(self, inputs: Sequence[Any], apply: Callable[[Operation], Callable] | None = None) -> list[Any]:
        """Outputs for inputs. `apply` gives what to call in place of an operation."""
        values: list[Any] = [None] * self.size
        for i, x in zip(self.inputs, inputs, strict=True):
            values[i] = x
        is_concrete = not is_symbolic(inputs)
        for operation, source, fill, targets, spent in self.steps:
            if apply is not None:
                call = apply(operation)
            else:  # an op of the graph looks for symbols among all its arguments
                call = operation.call if is_concrete and type(operation).__call__ is Operation.__call__ else operation
            if fill is None:
                result = call(values[source])
            else:
                args, kwargs = fill(values)
                result = call(*args, **kwargs)
                del args, kwargs
            for i in spent:  # memory that is free again is used again, and is still in the cache
                values[i] = None
            if len(targets) == 1 and not isinstance(result, (list, tuple, dict)):
                values[targets[0]] = result
            else:
                for i, x in zip(targets, tree.flatten(result), strict=True):
                    values[i] = x
        return [values[i] for i in self.outputs]


def _filling(node: Node, place: Callable[[Any], int]) -> Callable[[list], tuple[tuple, dict]]:
    """What puts values in the places of symbolic tensors among a node's arguments."""
    arguments, keywords = node.arguments, node.keywords
    if not is_symbolic(keywords):
        if all(isinstance(x, KerasTensor) or not is_symbolic(x) for x in arguments):
            sources = [(place(x), None) if isinstance(x, KerasTensor) else (None, x) for x in arguments]
            return partial(_fill_flat, sources, keywords)
        if len(arguments) == 1 and type(arguments[0]) is list and all(isinstance(x, KerasTensor) for x in arguments[0]):
            return partial(_fill_list, [place(x) for x in arguments[0]], keywords)
    leaves = tree.flatten((arguments, keywords))
    sources = [(place(x), None) if isinstance(x, KerasTensor) else (None, x) for x in leaves]
    return partial(_fill_nested, sources, (arguments, keywords))


def _fill_flat(sources: list[tuple], keywords: dict, values: list) -> tuple[list, dict]:
    return [x if i is None else values[i] for i, x in sources], keywords


def _fill_list(sources: list[int], keywords: dict, values: list) -> tuple[tuple, dict]:
    return ([values[i] for i in sources],), keywords


def _fill_nested(sources: list[tuple], structure: tuple, values: list) -> tuple[tuple, dict]:
    return tree.pack_sequence_as(structure, [x if i is None else values[i] for i, x in sources])


@export("multikeras.Function")
class Function(Operation):
    """The graph between symbolic tensors as one operation.

    Args:
        inputs: KerasTensor, or a nest of them.
        outputs: KerasTensor, or a nest of them, computed from the inputs.
        name: Name.

    Raises:
        ValueError: An output does not come from the inputs.

    Example:

    >>> x = multikeras.KerasTensor((None, 2))
    >>> double = multikeras.Function(x, x * 2)
    >>> multikeras.ops.convert_to_numpy(double(np.ones((1, 2)))).tolist()
    [[2.0, 2.0]]
    """

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None):
        super().__init__(name=name)
        self._inputs_struct, self._outputs_struct = inputs, outputs
        self._inputs, self._outputs = tree.flatten(inputs), tree.flatten(outputs)
        for what, tensors in (("inputs", self._inputs), ("outputs", self._outputs)):
            for x in tensors:
                if not isinstance(x, KerasTensor):
                    raise ValueError(f"Function: all `{what}` must be KerasTensors, got {x!r}.")
        self._nodes = nodes_between(self._inputs, self._outputs)
        self._plan = Plan(self._inputs, self._outputs, self._nodes)

    @property
    def inputs(self) -> list[KerasTensor]:
        """Symbolic inputs, flat."""
        return list(self._inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        """Symbolic outputs, flat."""
        return list(self._outputs)

    @property
    def operations(self) -> list[Operation]:
        """Operations of the graph, in the order in which they run."""
        return list({id(node.operation): node.operation for node in self._nodes}.values())

    def call(self, inputs: Any) -> Any:
        """The outputs for inputs of the structure of `inputs`."""
        return tree.pack_sequence_as(self._outputs_struct, self._plan.run(tree.flatten(inputs)))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Shapes of the outputs for shapes of the inputs."""
        shapes = tree.flatten(tree.map_shape_structure(lambda s: KerasTensor(s), input_shape))
        specs = [KerasTensor(s.shape, x.dtype) for s, x in zip(shapes, self._inputs, strict=True)]
        outputs = self.compute_output_spec(tree.pack_sequence_as(self._inputs_struct, specs))
        return tree.map_structure(lambda x: x.shape, outputs)
