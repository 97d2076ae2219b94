"""The public namespace `multikeras.tree`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "MAP_TO_NONE": "multikeras.src.core.tree:MAP_TO_NONE",
        "assert_same_paths": "multikeras.src.core.tree:assert_same_paths",
        "assert_same_structure": "multikeras.src.core.tree:assert_same_structure",
        "flatten": "multikeras.src.core.tree:flatten",
        "flatten_with_path": "multikeras.src.core.tree:flatten_with_path",
        "is_nested": "multikeras.src.core.tree:is_nested",
        "lists_to_tuples": "multikeras.src.core.tree:lists_to_tuples",
        "map_shape_structure": "multikeras.src.core.tree:map_shape_structure",
        "map_structure": "multikeras.src.core.tree:map_structure",
        "map_structure_up_to": "multikeras.src.core.tree:map_structure_up_to",
        "pack_sequence_as": "multikeras.src.core.tree:pack_sequence_as",
        "traverse": "multikeras.src.core.tree:traverse",
    },
    submodules=[],
)
