"""Nests: Python containers of any depth, with arrays, tensors or anything else for leaves.

Containers are `dict`, `list`, `tuple`, named tuples, `OrderedDict`, `defaultdict` and `deque`; all else, `None` included, is a
leaf. Leaves of plain dictionaries come in the order of the sorted keys, as in optree, on which this module stands; a structure
that is given back keeps the order of insertion.
"""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import optree

from multikeras.src.core.export import export

_CONTAINERS = frozenset({dict, list, tuple, OrderedDict, defaultdict, deque})


@export("multikeras.tree.MAP_TO_NONE")
class MAP_TO_NONE:  # noqa: N801 - the public name that existing code returns
    """Returned by a function under `traverse` to put `None` in the place of its argument; `None` itself means "go on".

    Example:

    >>> multikeras.tree.traverse(lambda x: multikeras.tree.MAP_TO_NONE if x == 2 else None, [1, 2])
    [1, None]
    """


def _is_container(x: Any) -> bool:
    return type(x) in _CONTAINERS or (isinstance(x, tuple) and not optree.tree_is_leaf(x, none_is_leaf=True))


@export("multikeras.tree.is_nested")
def is_nested(structure: Any) -> bool:
    """Whether `structure` is a container rather than a leaf.

    Args:
        structure: Anything.

    Returns:
        True for containers, empty ones included; False for leaves.

    Example:

    >>> multikeras.tree.is_nested([1, 2]), multikeras.tree.is_nested(None)
    (True, False)
    """
    return _is_container(structure)


@export("multikeras.tree.flatten")
def flatten(structure: Any) -> list:
    """The leaves of a nest.

    Args:
        structure: A nest; a leaf counts as a nest of one.

    Returns:
        A list of the leaves, depth first, dictionaries by sorted key.

    Example:

    >>> multikeras.tree.flatten({"b": 1, "a": [2, (3, None)]})
    [2, 3, None, 1]
    """
    if not _is_container(structure):
        return [structure]
    return optree.tree_leaves(structure, none_is_leaf=True)


@export("multikeras.tree.flatten_with_path")
def flatten_with_path(structure: Any) -> list[tuple[tuple, Any]]:
    """The leaves of a nest, each with the keys and positions that lead to it.

    Args:
        structure: A nest; a leaf counts as a nest of one, with the empty path.

    Returns:
        A list of pairs `(path, leaf)` in the order of `flatten`.

    Example:

    >>> multikeras.tree.flatten_with_path({"a": [2, 3], "b": 1})
    [(('a', 0), 2), (('a', 1), 3), (('b',), 1)]
    """
    if not _is_container(structure):
        return [((), structure)]
    paths, leaves, _ = optree.tree_flatten_with_path(structure, none_is_leaf=True)
    return list(zip(paths, leaves, strict=True))


@export("multikeras.tree.map_structure")
def map_structure(func: Callable, *structures: Any, none_is_leaf: bool = True) -> Any:
    """Applies a function leaf by leaf to one or more nests of the same structure.

    Args:
        func: Called with one leaf of every nest.
        *structures: One nest or more.
        none_is_leaf: Whether `None` is given to `func`; if False it is an empty container and stays as it is.

    Returns:
        A nest like the first one, of the results.

    Raises:
        ValueError: No nest was given, or their structures differ.
        TypeError: `func` cannot be called.

    Example:

    >>> multikeras.tree.map_structure(lambda x, y: x + y, {"a": 1, "b": [2]}, {"a": 10, "b": [20]})
    {'a': 11, 'b': [22]}
    """
    if len(structures) == 1:
        structure = structures[0]
        if not _is_container(structure) and (none_is_leaf or structure is not None):
            return func(structure)
        return optree.tree_map(func, structure, none_is_leaf=none_is_leaf)
    if not structures:
        raise ValueError("map_structure needs at least one structure besides the function.")
    leaves, spec = optree.tree_flatten(structures[0], none_is_leaf=none_is_leaf)
    columns = [leaves, *(_leaves_like(spec, other, none_is_leaf) for other in structures[1:])]
    return optree.tree_unflatten(spec, [func(*row) for row in zip(*columns, strict=True)])


def _leaves_like(spec: optree.PyTreeSpec, structure: Any, none_is_leaf: bool = True) -> list:
    """Leaves of `structure` in the order of `spec`; an error where it is not of that structure."""
    try:
        leaves = spec.flatten_up_to(structure)
    except ValueError as error:
        found = optree.tree_structure(structure, none_is_leaf=none_is_leaf)
        raise ValueError(f"The structures differ: expected {_show(spec)}, got {_show(found)}. {error}") from error
    if not optree.all_leaves(leaves, none_is_leaf=none_is_leaf):
        found = optree.tree_structure(structure, none_is_leaf=none_is_leaf)
        raise ValueError(f"The structures differ: expected {_show(spec)}, got {_show(found)}, which is nested deeper.")
    return leaves


def _show(spec: optree.PyTreeSpec) -> str:
    """`[*, {'a': *}]`, with a star for each leaf."""
    return str(spec).removeprefix("PyTreeSpec(").removesuffix(")").removesuffix(", NoneIsLeaf")


@export("multikeras.tree.map_structure_up_to")
def map_structure_up_to(shallow_structure: Any, func: Callable, *structures: Any) -> Any:
    """Applies a function to the parts of nests that stand where a shallower nest has its leaves.

    Args:
        shallow_structure: The nest that says how deep to go.
        func: Called with one part of every nest.
        *structures: Nests that have at least the structure of `shallow_structure`.

    Returns:
        A nest like `shallow_structure`, of the results.

    Raises:
        ValueError: A nest does not begin with the shallow structure.

    Example:

    >>> multikeras.tree.map_structure_up_to([None, None], len, [(1, 2), (3, 4, 5)])
    [2, 3]
    """
    spec = optree.tree_structure(shallow_structure, none_is_leaf=True)
    columns = [spec.flatten_up_to(structure) for structure in structures]
    return optree.tree_unflatten(spec, [func(*row) for row in zip(*columns, strict=True)])


@export("multikeras.tree.pack_sequence_as")
def pack_sequence_as(structure: Any, flat_sequence: Sequence) -> Any:
    """A nest of a given structure from a flat list of leaves: the inverse of `flatten`.

    Args:
        structure: The nest whose structure is wanted. Its leaves are not looked at.
        flat_sequence: As many leaves as `structure` has, in the order of `flatten`.

    Returns:
        The new nest.

    Raises:
        ValueError: The number of leaves differs.
        TypeError: `flat_sequence` is not a sequence.

    Example:

    >>> multikeras.tree.pack_sequence_as({"b": None, "a": [None, None]}, [1, 2, 3])
    {'b': 3, 'a': [1, 2]}
    """
    flat_sequence = list(flat_sequence)
    spec = optree.tree_structure(structure, none_is_leaf=True)
    if len(flat_sequence) != spec.num_leaves:
        raise ValueError(f"The structure {_show(spec)} has {spec.num_leaves} leaves; got {len(flat_sequence)} of them to pack.")
    return optree.tree_unflatten(spec, flat_sequence)


@export("multikeras.tree.assert_same_structure")
def assert_same_structure(a: Any, b: Any, check_types: Any = None) -> None:
    """Raises unless two nests have the same containers in the same places.

    The mappings `dict`, `OrderedDict` and `defaultdict` count as the same; `list`, `tuple`, `deque` and each named tuple class
    do not.

    Args:
        a: A nest.
        b: A nest.
        check_types: Without effect, kept for existing code; `assert_same_paths` is the looser comparison.

    Raises:
        ValueError: The structures differ.

    Example:

    >>> multikeras.tree.assert_same_structure([1, {"a": 2}], [None, {"a": 3}])
    """
    _leaves_like(optree.tree_structure(a, none_is_leaf=True), b)


@export("multikeras.tree.assert_same_paths")
def assert_same_paths(a: Any, b: Any) -> None:
    """Raises unless two nests have leaves at the same paths, whatever the types of their containers.

    Args:
        a: A nest.
        b: A nest.

    Raises:
        ValueError: Some path leads to a leaf in one nest only.

    Example:

    >>> multikeras.tree.assert_same_paths([1, (2, 3)], (4, [5, 6]))
    """
    paths_a, paths_b = ({path for path, _ in flatten_with_path(structure)} for structure in (a, b))
    if paths_a != paths_b:
        only_a, only_b = (sorted(paths, key=repr) for paths in (paths_a - paths_b, paths_b - paths_a))
        raise ValueError(f"The nests have different paths: only in the first {only_a}, only in the second {only_b}.")


@export("multikeras.tree.traverse")
def traverse(func: Callable, structure: Any, top_down: bool = True) -> Any:
    """Walks over a nest, containers and leaves alike, and replaces what a function gives something for.

    Args:
        func: Called with each container and leaf. `None` means "keep it" (and, from the top, "look inside"), `MAP_TO_NONE`
            means `None`.
        structure: The nest.
        top_down: Whether a container is visited before its parts; what replaces it is not entered. Otherwise after them, with
            its parts already replaced.

    Returns:
        The nest with the replacements; new containers throughout.

    Raises:
        TypeError: `func` cannot be called.

    Example:

    >>> multikeras.tree.traverse(lambda x: tuple(x) if isinstance(x, list) else None, [1, [2]], top_down=False)
    (1, (2,))
    """
    if not top_down:
        structure = _map_children(lambda child: traverse(func, child, top_down=False), structure)
    replacement = func(structure)
    if replacement is MAP_TO_NONE or isinstance(replacement, MAP_TO_NONE):
        return None
    if replacement is not None:
        return replacement
    if top_down:
        return _map_children(lambda child: traverse(func, child), structure)
    return structure


def _map_children(func: Callable, structure: Any) -> Any:
    if not _is_container(structure):
        return structure
    return optree.tree_map(func, structure, is_leaf=lambda x: x is not structure, none_is_leaf=True)


@export("multikeras.tree.lists_to_tuples")
def lists_to_tuples(structure: Any) -> Any:
    """A nest with a tuple in the place of every list.

    Args:
        structure: A nest.

    Returns:
        The nest, other containers kept.

    Example:

    >>> multikeras.tree.lists_to_tuples({"a": [1, [2, 3]]})
    {'a': (1, (2, 3))}
    """
    return traverse(lambda x: tuple(x) if type(x) is list else None, structure, top_down=False)


@export("multikeras.tree.map_shape_structure")
def map_shape_structure(func: Callable, structure: Any) -> Any:
    """Applies a function to each shape of a nest of shapes.

    Args:
        func: Called with each shape: a tuple or list of ints and `None`, or `None` where a shape is wholly unknown.
        structure: A nest of shapes.

    Returns:
        A nest of the results.

    Example:

    >>> multikeras.tree.map_shape_structure(len, {"a": (1, None), "b": [(2, 3, 4), (5,)]})
    {'a': 2, 'b': [3, 1]}
    """
    if _is_shape(structure):
        return func(structure)
    return optree.tree_map(func, structure, is_leaf=_is_shape, none_is_leaf=True)


def _is_shape(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and all(dim is None or isinstance(dim, (int, np.integer)) for dim in x)
