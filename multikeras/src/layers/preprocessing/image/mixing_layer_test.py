import numpy as np
import pytest

from multikeras.src import layers, ops

IMAGES = np.stack([np.full((8, 8, 3), 10.0 * i, "float32") for i in range(6)])
"""The value of a pixel tells of which image it is."""

LABELS = np.eye(6, dtype="float32")
MIXING = [(layers.MixUp, {"alpha": 1.0}), (layers.CutMix, {"factor": (1, 1)})]


def mixed(cls, arguments, **data):
    layer = cls(**arguments, seed=1, data_format="channels_last", bounding_box_format="xyxy")
    return layer({"images": IMAGES, **data}, training=True)


def as_numpy(result):
    return {key: ops.convert_to_numpy(x) for key, x in result.items()}


@pytest.mark.parametrize("cls, arguments", MIXING)
def test_labels_tell_how_images_are_mixed(cls, arguments):
    found = as_numpy(mixed(cls, arguments, labels=LABELS))
    np.testing.assert_allclose(found["labels"].sum(-1), np.ones(6), rtol=1e-5)
    np.testing.assert_allclose(found["images"].mean((1, 2, 3)), found["labels"] @ (10.0 * np.arange(6)), rtol=1e-3, atol=1e-2)
    assert (found["labels"].max(-1) < 1).any()


@pytest.mark.parametrize("cls, arguments", MIXING)
def test_masks_are_mixed_as_images_are(cls, arguments):
    found = as_numpy(mixed(cls, arguments, segmentation_masks=IMAGES[..., :1]))
    np.testing.assert_allclose(found["segmentation_masks"], found["images"][..., :1], rtol=1e-5)


@pytest.mark.parametrize("cls, arguments", MIXING)
def test_integer_labels_must_be_one_hot(cls, arguments):
    found = as_numpy(mixed(cls, arguments, labels=LABELS.astype("int32")))
    assert found["labels"].dtype == "float32"
    with pytest.raises(ValueError, match="one_hot"):
        mixed(cls, arguments, labels=np.arange(6))


@pytest.mark.parametrize("cls, arguments", MIXING)
def test_inside_of_a_tf_data_pipeline(cls, arguments):
    tf = pytest.importorskip("tensorflow")
    layer = cls(**arguments, seed=1, data_format="channels_last")
    data = tf.data.Dataset.from_tensor_slices({"images": IMAGES, "labels": LABELS}).batch(6).map(lambda x: layer(x, training=True))
    labels = next(iter(data))["labels"].numpy()
    np.testing.assert_allclose(labels.sum(-1), np.ones(6), rtol=1e-5)


def test_mixup_keeps_the_boxes_of_both_images():
    boxes = np.arange(6 * 2 * 4, dtype="float32").reshape((6, 2, 4))
    given = {"boxes": boxes, "labels": np.arange(12).reshape((6, 2))}
    found = as_numpy(mixed(layers.MixUp, {}, bounding_boxes=given)["bounding_boxes"])
    np.testing.assert_array_equal(found["boxes"][:, :2], boxes)
    partners = found["labels"][:, 2] // 2
    np.testing.assert_array_equal(found["boxes"][:, 2:], boxes[partners])
    assert sorted(partners) == list(range(6))


def test_cutmix_puts_in_one_rectangle():
    for image, own in zip(as_numpy(mixed(layers.CutMix, {"factor": (1, 1)}))["images"][..., 0], 10.0 * np.arange(6), strict=True):
        other = image != own
        np.testing.assert_array_equal(other, np.outer(other.any(1), other.any(0)))


def test_cutmix_refuses_boxes():
    with pytest.raises(NotImplementedError, match="bounding boxes"):
        mixed(layers.CutMix, {}, bounding_boxes={"boxes": np.zeros((6, 2, 4)), "labels": np.zeros((6, 2))})


@pytest.mark.parametrize("cls", [layers.MixUp, layers.CutMix])
def test_wrong_parameters(cls):
    with pytest.raises(ValueError, match=cls.__name__):
        cls(-1.0) if cls is layers.MixUp else cls(2.0)
