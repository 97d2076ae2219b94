from collections import OrderedDict, defaultdict, deque, namedtuple

import pytest

from multikeras.src.core import tree

Point = namedtuple("Point", ["y", "x"])
NEST = {"b": 1, "a": [2, (3, None)]}


@pytest.mark.parametrize("leaf", [None, 3, "text", {1, 2}])
def test_leaf_is_a_nest_of_one(leaf):
    assert not tree.is_nested(leaf)
    assert tree.flatten(leaf) == [leaf]
    assert tree.flatten_with_path(leaf) == [((), leaf)]
    assert tree.pack_sequence_as(leaf, ["new"]) == "new"
    assert tree.map_structure(lambda x: (x, 0), leaf) == (leaf, 0)


@pytest.mark.parametrize(
    "structure",
    [NEST, [1, 2], (1, 2), Point(1, [2]), OrderedDict(b=1, a=2), defaultdict(int, b=1, a=2), deque([1, 2]), [], {}, ()],
)
def test_flatten_and_pack_are_inverse(structure):
    assert tree.is_nested(structure)
    rebuilt = tree.pack_sequence_as(structure, tree.flatten(structure))
    assert rebuilt == structure
    assert type(rebuilt) is type(structure)


def test_order_of_dictionaries():
    assert tree.flatten({"b": 1, "a": 2}) == [2, 1]
    assert tree.flatten(OrderedDict(b=1, a=2)) == [1, 2]
    assert list(tree.map_structure(lambda x: x, {"b": 1, "a": 2})) == ["b", "a"]
    assert list(tree.map_structure(lambda x, y: x + y, {"b": 1, "a": 2}, {"a": 0, "b": 0}).items()) == [("b", 1), ("a", 2)]


def test_paths():
    assert tree.flatten_with_path(NEST) == [(("a", 0), 2), (("a", 1, 0), 3), (("a", 1, 1), None), (("b",), 1)]
    assert tree.flatten_with_path(Point(1, [2])) == [((0,), 1), ((1, 0), 2)]


def test_map_structure_over_several():
    ordered = OrderedDict(a=[20, (30, None)], b=10)
    assert tree.map_structure(lambda x, y: (x, y), NEST, ordered) == {"b": (1, 10), "a": [(2, 20), ((3, 30), (None, None))]}


def test_map_structure_with_none_as_a_container():
    assert tree.map_structure(lambda x: x + 1, {"a": None, "b": 1}, none_is_leaf=False) == {"a": None, "b": 2}
    assert tree.map_structure(lambda x: x + 1, None, none_is_leaf=False) is None
    with pytest.raises(ValueError, match="structures differ"):
        tree.map_structure(lambda x, y: x, [1, None], [None, 1], none_is_leaf=False)


@pytest.mark.parametrize("other", [(1, 2), [1], [1, 2, 3], [1, [2]], {"a": 1}, 5])
def test_structures_that_differ(other):
    with pytest.raises(ValueError, match="structures differ"):
        tree.map_structure(lambda x, y: x, [1, 2], other)
    with pytest.raises(ValueError, match="structures differ"):
        tree.assert_same_structure([1, 2], other)


def test_map_structure_needs_a_structure():
    with pytest.raises(ValueError, match="at least one"):
        tree.map_structure(len)


def test_assert_same_structure_takes_any_mapping():
    tree.assert_same_structure({"a": 1, "b": [None]}, OrderedDict(b=[2], a=None))
    tree.assert_same_structure(defaultdict(list, a=1), {"a": 2})


def test_assert_same_paths_looks_past_types():
    tree.assert_same_paths([1, (2, 3)], (1, deque([2, 3])))
    with pytest.raises(ValueError, match=r"\('a',\).*\('b',\)"):
        tree.assert_same_paths({"a": 1}, {"b": 1})


def test_pack_needs_the_right_number_of_leaves():
    with pytest.raises(ValueError, match="has 4 leaves; got 3"):
        tree.pack_sequence_as(NEST, [1, 2, 3])
    with pytest.raises(ValueError, match="has 1 leaves; got 2"):
        tree.pack_sequence_as(0, [1, 2])
    with pytest.raises(TypeError):
        tree.pack_sequence_as([0], 5)


def test_map_structure_up_to():
    assert tree.map_structure_up_to([0, 0], lambda x, y: (x, y), [1, [2]], [(3,), {"a": 4}]) == [(1, (3,)), ([2], {"a": 4})]
    with pytest.raises(ValueError):
        tree.map_structure_up_to([0, 0], lambda x: x, [1])


def test_traverse_from_the_top_does_not_enter_replacements():
    seen = []

    def visit(x):
        seen.append(x)
        return "pair" if isinstance(x, tuple) else None

    assert tree.traverse(visit, [1, (2, 3), {"a": 4}]) == [1, "pair", {"a": 4}]
    assert seen == [[1, (2, 3), {"a": 4}], 1, (2, 3), {"a": 4}, 4]


def test_traverse_from_the_bottom_sees_replaced_parts():
    assert tree.traverse(lambda x: sum(x) if isinstance(x, list) else None, [1, [2, [3]]], top_down=False) == 6


def test_traverse_can_put_none():
    assert tree.traverse(lambda x: tree.MAP_TO_NONE if x == 1 else None, [1, [2, 1]]) == [None, [2, None]]
    assert tree.traverse(lambda x: tree.MAP_TO_NONE() if x == 1 else None, [1]) == [None]


def test_lists_to_tuples():
    assert tree.lists_to_tuples({"a": [1, [2, 3]], "b": Point([4], 5)}) == {"a": (1, (2, 3)), "b": Point((4,), 5)}


def test_map_shape_structure():
    shapes = {"a": (1, None), "b": [(2, 3), None, ()]}
    assert tree.map_shape_structure(lambda s: ("shape", s), shapes) == {
        "a": ("shape", (1, None)),
        "b": [("shape", (2, 3)), ("shape", None), ("shape", ())],
    }
    assert tree.map_shape_structure(len, [2, 3]) == 2
