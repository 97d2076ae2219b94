import numpy as np
import pytest

import multikeras
from multikeras import layers, ops

IMAGES = np.arange(2 * 4 * 6 * 3).reshape(2, 4, 6, 3).astype("float32")


class Double(layers.RandomFlip):
    """Turns every image over."""

    def get_random_transformation(self, data, training=True, seed=None):
        found = super().get_random_transformation(data, training, seed)
        return found and {**found, "horizontal": ops.ones_like(found["horizontal"]), "vertical": None}


def everything():
    boxes = np.array([[[1, 1, 3, 4], [0, 0, 6, 4]]] * 2, "float32")
    return {
        "images": IMAGES,
        "labels": np.array([1, 2]),
        "bounding_boxes": {"boxes": boxes, "labels": np.zeros((2, 2))},
        "segmentation_masks": IMAGES[..., :1].astype("int32"),
    }


def test_what_belongs_to_an_image_goes_along():
    found = Double(bounding_box_format="xyxy")(everything(), training=True)
    np.testing.assert_array_equal(ops.convert_to_numpy(found["images"]), IMAGES[:, :, ::-1])
    np.testing.assert_array_equal(ops.convert_to_numpy(found["segmentation_masks"]), everything()["segmentation_masks"][:, :, ::-1])
    assert ops.dtype(found["segmentation_masks"]) == "int32"
    np.testing.assert_array_equal(ops.convert_to_numpy(found["labels"]), [1, 2])
    np.testing.assert_allclose(ops.convert_to_numpy(found["bounding_boxes"]["boxes"])[0], [[3, 1, 5, 4], [0, 0, 6, 4]], rtol=1e-6)


def test_one_image_is_a_batch_of_one():
    layer = Double()
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(IMAGES[0], training=True)), IMAGES[0, :, ::-1])


def test_random_layers_rest_outside_of_training():
    np.testing.assert_array_equal(ops.convert_to_numpy(Double()(IMAGES, training=False)), IMAGES)


def test_images_come_out_in_the_compute_dtype():
    assert ops.dtype(layers.RandomFlip()(IMAGES.astype("uint8"))) == "float32"
    assert ops.dtype(layers.RandomFlip(dtype="float16")(IMAGES.astype("uint8"))) == "float16"


def test_same_seed_same_images():
    first, second = (ops.convert_to_numpy(layers.RandomFlip(seed=3)(IMAGES, training=True)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_layer_is_part_of_a_model():
    inputs = multikeras.Input((None, None, 3))
    model = multikeras.Model(inputs, layers.RandomFlip()(inputs))
    assert model.output_shape == (None, None, None, 3)
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), IMAGES)


def test_boxes_without_a_format_are_refused():
    with pytest.raises(ValueError, match="bounding_box_format"):
        layers.RandomFlip()(everything(), training=True)


def test_unknown_keys_are_refused():
    with pytest.raises(ValueError, match=r"RandomFlip.*takes images.*picture"):
        layers.RandomFlip()({"picture": IMAGES})


@pytest.mark.parametrize("batched", [True, False])
def test_inside_of_a_tf_data_pipeline(batched):
    tf = pytest.importorskip("tensorflow")
    data = tf.data.Dataset.from_tensor_slices(IMAGES)
    layer = Double()
    data = (data.batch(2) if batched else data).map(lambda x: layer(x, training=True))
    assert data.element_spec.shape.as_list() == ([None, 4, 6, 3] if batched else [4, 6, 3])
    found = np.concatenate([x.numpy() if batched else x.numpy()[None] for x in data])
    np.testing.assert_array_equal(found, IMAGES[:, :, ::-1])
