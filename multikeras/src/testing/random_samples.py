"""Uses of layers in training where something is random, for each layer with a `seed`."""

from multikeras.src.core.cases import draw
from multikeras.src.testing.layer_sample import LayerSample

TRAINING = {"training": True}
IMAGES = draw(3, 6, 7, 3, low=0, high=256)
SOME, UNIT = {"factor": (0.2, 0.8)}, {"factor": 1.0}
BOTH = {"dropout": 0.5, "recurrent_dropout": 0.5}


def _images(**arguments: object) -> LayerSample:
    return LayerSample(IMAGES, {"data_format": "channels_last", **arguments}, TRAINING)


def _convolutions(*sizes: int) -> LayerSample:
    return LayerSample((3, 3, *sizes, 2), {"filters": 2, "kernel_size": 2, **BOTH}, TRAINING)


RANDOM_SAMPLES: dict[str, LayerSample] = {
    "AlphaDropout": LayerSample((3, 6), {"rate": 0.5}, TRAINING),
    "Attention": LayerSample([(3, 4, 3), (3, 5, 3)], {"dropout": 0.5}, TRAINING),
    "AugMix": _images(num_chains=1, chain_depth=1, all_ops=False),
    "ConvLSTM1D": _convolutions(5),
    "ConvLSTM2D": _convolutions(3, 4),
    "ConvLSTM3D": _convolutions(3, 3, 3),
    "CutMix": _images(**SOME),
    "Dropout": LayerSample((3, 6), {"rate": 0.5}, TRAINING),
    "GRU": LayerSample((3, 4, 3), {"units": 4, **BOTH}, TRAINING),
    "GRUCell": LayerSample((3, 3), {"units": 4, **BOTH}, {"states": [draw(3, 4)], **TRAINING}),
    "GaussianDropout": LayerSample((3, 6), {"rate": 0.5}, TRAINING),
    "GaussianNoise": LayerSample((3, 6), {"stddev": 0.5}, TRAINING),
    "GroupedQueryAttention": LayerSample(
        (3, 4, 6), {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2, "dropout": 0.5}, {"value": draw(3, 5, 6), **TRAINING}
    ),
    "LSTM": LayerSample((3, 4, 3), {"units": 4, **BOTH}, TRAINING),
    "LSTMCell": LayerSample((3, 3), {"units": 4, **BOTH}, {"states": [draw(3, 4), draw(3, 4)], **TRAINING}),
    "MixUp": _images(),
    "MultiHeadAttention": LayerSample((3, 4, 6), {"num_heads": 2, "key_dim": 3, "dropout": 0.5}, {"value": draw(3, 5, 6), **TRAINING}),
    "RandAugment": _images(num_ops=1, **SOME),
    "RandomBrightness": _images(**SOME),
    "RandomColorDegeneration": _images(**SOME),
    "RandomColorJitter": _images(brightness_factor=0.5, contrast_factor=0.5, saturation_factor=0.5, hue_factor=0.5),
    "RandomContrast": _images(factor=0.8),
    "RandomCrop": _images(height=3, width=3),
    "RandomElasticTransform": _images(**UNIT),
    "RandomErasing": _images(**UNIT),
    "RandomFlip": _images(),
    "RandomGaussianBlur": _images(**UNIT),
    "RandomGrayscale": _images(factor=0.5),
    "RandomHue": _images(**UNIT),
    "RandomInvert": _images(factor=0.5),
    "RandomPerspective": _images(**UNIT),
    "RandomPosterization": _images(factor=(1, 8)),
    "RandomRotation": _images(**UNIT),
    "RandomSaturation": _images(**UNIT),
    "RandomSharpness": _images(**UNIT),
    "RandomShear": _images(x_factor=0.8, y_factor=0.8),
    "RandomTranslation": _images(height_factor=0.5, width_factor=0.5),
    "RandomZoom": _images(height_factor=0.5, width_factor=0.5),
    "SimpleRNN": LayerSample((3, 4, 3), {"units": 4, **BOTH}, TRAINING),
    "SimpleRNNCell": LayerSample((3, 3), {"units": 4, **BOTH}, {"states": [draw(3, 4)], **TRAINING}),
    "Solarization": _images(addition_factor=0.5, threshold_factor=0.5),
    "SpatialDropout1D": LayerSample((3, 4, 6), {"rate": 0.5}, TRAINING),
    "SpatialDropout2D": LayerSample((3, 4, 5, 6), {"rate": 0.5, "data_format": "channels_last"}, TRAINING),
    "SpatialDropout3D": LayerSample((3, 2, 3, 2, 6), {"rate": 0.5, "data_format": "channels_last"}, TRAINING),
}
