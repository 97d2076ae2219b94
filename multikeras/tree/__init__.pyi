"""The public namespace `multikeras.tree`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.tree import MAP_TO_NONE as MAP_TO_NONE
from multikeras.src.core.tree import assert_same_paths as assert_same_paths
from multikeras.src.core.tree import assert_same_structure as assert_same_structure
from multikeras.src.core.tree import flatten as flatten
from multikeras.src.core.tree import flatten_with_path as flatten_with_path
from multikeras.src.core.tree import is_nested as is_nested
from multikeras.src.core.tree import lists_to_tuples as lists_to_tuples
from multikeras.src.core.tree import map_shape_structure as map_shape_structure
from multikeras.src.core.tree import map_structure as map_structure
from multikeras.src.core.tree import map_structure_up_to as map_structure_up_to
from multikeras.src.core.tree import pack_sequence_as as pack_sequence_as
from multikeras.src.core.tree import traverse as traverse

__all__ = [
    "MAP_TO_NONE",
    "assert_same_paths",
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_shape_structure",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
    "traverse",
]
