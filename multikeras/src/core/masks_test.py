import gc

import numpy as np

from multikeras.src import backend
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor


def test_a_mask_goes_with_its_tensor():
    x, other = backend.convert(np.ones(3)), backend.convert(np.ones(3))
    mask = backend.convert(np.array([True, False, True]))
    masks.set_mask(x, mask)
    assert masks.get_mask(x) is mask
    assert masks.get_mask(other) is None


def test_symbolic_tensors_carry_symbolic_masks():
    x, mask = KerasTensor((None, 3)), KerasTensor((None, 3), "bool")
    masks.set_mask(x, mask)
    assert masks.get_mask(x) is mask is x._keras_mask


def test_a_lost_mask_is_none_but_names_who_lost_it():
    x = backend.convert(np.ones(3))
    assert masks.lost_by(x) is None
    masks.set_mask(x, masks.Lost("Reshape layer 'r'"))
    assert masks.get_mask(x) is None
    assert masks.lost_by(x) == "Reshape layer 'r'"


def test_masks_do_not_outlive_their_tensors():
    gc.collect()
    before = len(masks._table)
    tensors = [backend.convert(np.ones(3)) for _ in range(50)]
    for x in tensors:
        masks.set_mask(x, backend.convert(np.ones(3, bool)))
    del tensors, x
    gc.collect()
    assert len(masks._table) <= before
