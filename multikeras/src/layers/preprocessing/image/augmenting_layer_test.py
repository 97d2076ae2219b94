import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import config
from multikeras.src.core.symbolic import KerasTensor

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 8, 9, 3)).astype("uint8")
GIVEN = {"seed": 3, "data_format": "channels_last", "bounding_box_format": "xyxy"}
SMALL = [(layers.RandAugment, {"num_ops": 2}), (layers.AugMix, {"num_chains": 2, "chain_depth": (1, 2), "all_ops": False})]


def trained(layer, data=IMAGES):
    return ops.convert_to_numpy(layer(data, training=True))


@pytest.fixture
def portable():
    usual = config.rng()
    config.set_rng("portable")
    yield
    config.set_rng(usual)


@pytest.mark.parametrize("cls, arguments, mean", [(*SMALL[0], 106.5565), (*SMALL[1], 107.4171)])
def test_a_seed_gives_the_same_images_on_every_backend(cls, arguments, mean, portable):
    found = trained(cls(**arguments, **GIVEN))
    assert found.shape == IMAGES.shape and found.min() >= 0 and found.max() <= 255
    np.testing.assert_allclose(found.mean(), mean, rtol=1e-4)


@pytest.mark.parametrize("cls, arguments", SMALL)
def test_nothing_changes_outside_of_training(cls, arguments):
    np.testing.assert_array_equal(ops.convert_to_numpy(cls(**arguments)(IMAGES, training=False)), IMAGES)


@pytest.mark.parametrize("cls, arguments", SMALL)
def test_unknown_sizes(cls, arguments):
    assert cls(**arguments, **GIVEN)(KerasTensor((None, None, None, 3)), training=True).shape == (None, None, None, 3)


def test_each_image_goes_through_the_layers_that_were_chosen_for_it():
    layer = layers.RandAugment(num_ops=1, **GIVEN)
    ((index, transformations),) = layer.get_random_transformation(IMAGES)
    images = ops.cast(IMAGES, "float32")
    found = ops.convert_to_numpy(layer.transform_images(images, [(index, transformations)]))
    for i, chosen in enumerate(ops.convert_to_numpy(index).tolist()):
        expected = layer.augmentations[chosen].transform_images(images, transformations[chosen])
        np.testing.assert_allclose(found[i], ops.convert_to_numpy(expected)[i], atol=1e-3)


def test_masks_and_boxes_move_with_the_pixels():
    layer = layers.RandAugment(num_ops=1, factor=(0.5, 0.5), interpolation="nearest", **GIVEN)
    boxes = np.array([[[1, 1, 4, 4]]] * 4, "float32")
    given = {
        "images": ops.cast(IMAGES, "float32"),
        "segmentation_masks": IMAGES,
        "bounding_boxes": {"boxes": boxes, "labels": np.zeros((4, 1))},
    }
    _, transformations = layer.get_random_transformation(given)[0]
    translation = [(ops.full((4,), 1, "int32"), transformations)]
    brightness = [(ops.full((4,), 7, "int32"), transformations)]
    images = layer.transform_images(given["images"], translation)
    masks = layer.transform_segmentation_masks(given["segmentation_masks"], translation)
    np.testing.assert_array_equal(ops.convert_to_numpy(masks), ops.convert_to_numpy(images))
    moved = layer.transform_bounding_boxes(given["bounding_boxes"], translation)["boxes"]
    assert not np.array_equal(ops.convert_to_numpy(moved), boxes)
    stayed = layer.transform_bounding_boxes(given["bounding_boxes"], brightness)["boxes"]
    np.testing.assert_array_equal(ops.convert_to_numpy(stayed), boxes)


def test_aug_mix_of_a_weight_of_one_is_the_image():
    layer = layers.AugMix(num_chains=1, chain_depth=1, **GIVEN)
    transformation = layer.get_random_transformation(IMAGES)
    images = ops.cast(IMAGES, "float32")
    kept = layer.transform_images(images, {**transformation, "weight": 1.0})
    np.testing.assert_array_equal(ops.convert_to_numpy(kept), IMAGES)
    mixture = layer.transform_images(images, {**transformation, "weight": 0.0})
    chain = layer.augmented("images", images, transformation["chains"][0])
    np.testing.assert_allclose(ops.convert_to_numpy(mixture), ops.convert_to_numpy(chain), atol=1e-3)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.RandAugment(num_ops=0), "num_ops"),
        (lambda: layers.RandAugment(factor=2.0), "factor"),
        (lambda: layers.AugMix(alpha=0), "alpha"),
        (lambda: layers.AugMix(chain_depth=0), "chain_depth"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
