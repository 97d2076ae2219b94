"""Sample uses of the layers, for those that need arguments or other inputs than a matrix."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.cases import draw
from multikeras.src.layers.convolutional.conv1d import Conv1D
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.preprocessing.rescaling import Rescaling
from multikeras.src.layers.rnn.gru import GRU
from multikeras.src.layers.rnn.gru_cell import GRUCell
from multikeras.src.layers.rnn.lstm import LSTM
from multikeras.src.layers.rnn.lstm_cell import LSTMCell
from multikeras.src.layers.rnn.simple_rnn import SimpleRNN
from multikeras.src.layers.rnn.simple_rnn_cell import SimpleRNNCell
from multikeras.src.testing.layer_sample import Fresh, LayerSample

INDICES = draw(2, 4, low=0, high=5, dtype="int32")
PAIR = [(2, 3), (2, 3)]
SEQUENCES = (2, 4, 3)
IMAGES = (2, 6, 7, 3)
PIXELS = draw(2, 6, 7, 3, low=0, high=256, dtype="uint8")
TRAINING, INFERENCE = {"training": True}, {"training": False}
FACTORS = {"factor": 0.4, "value_range": (0, 300)}
AUGMENTING = {"value_range": (0, 300), "interpolation": "nearest"}
VOLUMES = (2, 4, 5, 4, 3)


def _convolutions(inputs: tuple, **strided: Any) -> list[LayerSample]:
    """Without and with strides; `strided` are alternatives that need them."""
    return [
        LayerSample(inputs, {"filters": 4, "kernel_size": 2}, alternatives={"strides": 2, "dilation_rate": 2}),
        LayerSample(
            inputs,
            {"filters": 2, "kernel_size": 3, "padding": "same", "strides": 2, "activation": "tanh"},
            alternatives=strided,
        ),
    ]


def _recurrent_convolutions(inputs: tuple) -> list[LayerSample]:
    """Without and with strides, with gaps in the sequences, all outputs, states."""
    strided = {"filters": 3, "kernel_size": 3, "padding": "same", "strides": 2, "return_sequences": True, "go_backwards": True}
    dilated = {"filters": 1, "kernel_size": 2, "dilation_rate": 2, "return_state": True}
    return [
        LayerSample(inputs, {"filters": 2, "kernel_size": 2}, alternatives={"strides": 2, "dilation_rate": 2}, channel_axis=2),
        LayerSample(inputs, strided, {"mask": draw(*inputs[:2], dtype="bool")}, {"dilation_rate": 1}, channel_axis=2),
        LayerSample(inputs, dilated, alternatives={"strides": 1}, channel_axis=2),
    ]


GAPS = {"mask": draw(2, 4, dtype="bool")}
RECURRENT = [
    LayerSample(SEQUENCES, {"units": 4}),
    LayerSample(SEQUENCES, {"units": 2, "return_sequences": True, "go_backwards": True}),
    LayerSample(SEQUENCES, {"units": 3, "return_sequences": True, "return_state": True, "zero_output_for_mask": True}, GAPS),
]

WARPING = {"fill_mode": "wrap", "interpolation": "nearest"}

SAMPLES: dict[str, list[LayerSample]] = {
    "Activation": [LayerSample((2, 3), {"activation": "tanh"})],
    "AdaptiveAveragePooling1D": [LayerSample((2, 7, 3), {"output_size": 3}), LayerSample((2, 6, 3), {"output_size": 3})],
    "AdaptiveAveragePooling2D": [LayerSample(IMAGES, {"output_size": (4, 3)})],
    "AdaptiveAveragePooling3D": [LayerSample(VOLUMES, {"output_size": 2})],
    "AdaptiveMaxPooling1D": [LayerSample((2, 7, 3), {"output_size": 3}), LayerSample((2, 6, 3), {"output_size": 3})],
    "AdaptiveMaxPooling2D": [LayerSample(IMAGES, {"output_size": (4, 3)})],
    "AdaptiveMaxPooling3D": [LayerSample(VOLUMES, {"output_size": 2})],
    "Add": [LayerSample(PAIR)],
    "AdditiveAttention": [
        LayerSample([(2, 4, 3), (2, 5, 3)]),
        LayerSample([(2, 4, 3), (2, 5, 2), (2, 5, 3)], {"use_scale": False}, {"return_attention_scores": True, "use_causal_mask": True}),
    ],
    "Attention": [
        LayerSample([(2, 4, 3), (2, 5, 3)], alternatives={"score_mode": "concat", "dropout": 0.3}),
        LayerSample([(2, 4, 3), (2, 5, 2), (2, 5, 3)], {"use_scale": True}, {"use_causal_mask": True}),
        LayerSample([(2, 4, 3), (2, 5, 3)], {"use_scale": True, "score_mode": "concat"}, {"return_attention_scores": True}),
        LayerSample([(2, 2, 4, 3), (2, 2, 5, 3)], call={"mask": [draw(2, 2, 4, dtype="bool"), draw(2, 2, 5, dtype="bool")]}),
    ],
    "AugMix": [LayerSample(PIXELS, call=INFERENCE, alternatives=AUGMENTING)],
    "AutoContrast": [LayerSample(PIXELS, alternatives={"value_range": (0, 300)}, call=TRAINING)],
    "Average": [LayerSample(PAIR)],
    "AlphaDropout": [LayerSample((2, 3), {"rate": 0.5}, alternatives={"noise_shape": (None, 1)})],
    "AveragePooling1D": [LayerSample((2, 6, 3), {"pool_size": 2}), LayerSample((2, 6, 3), {"pool_size": 3, "padding": "same"})],
    "AveragePooling2D": [
        LayerSample(IMAGES, {"pool_size": 2}),
        LayerSample(IMAGES, {"pool_size": 3, "strides": 2, "padding": "same"}),
    ],
    "AveragePooling3D": [LayerSample(VOLUMES, {"pool_size": 2})],
    "BatchNormalization": [
        LayerSample((4, 3), alternatives={"renorm_clipping": {"rmax": 2.0, "rmin": 0.5, "dmax": 1.0}}),
        LayerSample(IMAGES, {"scale": False}),
        LayerSample(SEQUENCES, {"renorm": True, "synchronized": True}, {"mask": draw(2, 4, dtype="bool")}),
    ],
    "Bidirectional": [
        LayerSample(
            SEQUENCES,
            {"layer": Fresh(lambda: LSTM(2))},
            alternatives={
                "layer": Fresh(lambda: LSTM(5)),
                "backward_layer": Fresh(lambda: LSTM(2, activation="relu", go_backwards=True)),
            },
        ),
        LayerSample(SEQUENCES, {"layer": Fresh(lambda: LSTM(2, return_sequences=True)), "merge_mode": "sum"}),
        LayerSample(SEQUENCES, {"layer": Fresh(lambda: GRU(2, return_state=True)), "merge_mode": None}, GAPS),
        LayerSample(SEQUENCES, {"layer": Fresh(lambda: SimpleRNN(2, return_sequences=True)), "merge_mode": "ave"}, GAPS),
        LayerSample(SEQUENCES, {"layer": Fresh(lambda: GRU(3)), "merge_mode": "mul"}),
    ],
    "CenterCrop": [
        LayerSample(IMAGES, {"height": 3, "width": 4}),
        LayerSample(IMAGES, {"height": 8, "width": 4}),
    ],
    "Concatenate": [LayerSample(PAIR), LayerSample([(2, 3, 4), (2, 1, 4)], {"axis": 1})],
    "ContrastLimitedAdaptiveHistogramEqualization": [
        LayerSample(PIXELS, {"tile_grid_size": (2, 3)}, alternatives={"value_range": (0, 300), "tile_grid_size": (4, 4)}, call=TRAINING),
        LayerSample(PIXELS, {"clip_limit": 1.5}, call=TRAINING),
    ],
    "Conv1D": _convolutions((2, 6, 4), groups=2),
    "Conv1DTranspose": _convolutions((2, 4, 3), output_padding=1),
    "Conv2D": _convolutions((2, 5, 6, 4), groups=2),
    "Conv2DTranspose": _convolutions((2, 4, 3, 3), output_padding=1),
    "Conv3D": _convolutions((2, 4, 5, 4, 4), groups=2),
    "Conv3DTranspose": _convolutions((2, 3, 3, 4, 2), output_padding=1),
    "ConvLSTM1D": _recurrent_convolutions((2, 3, 6, 2)),
    "ConvLSTM2D": _recurrent_convolutions((2, 3, 4, 5, 2)),
    "ConvLSTM3D": _recurrent_convolutions((2, 2, 3, 4, 3, 2)),
    "Cropping1D": [LayerSample((2, 6, 3))],
    "Cropping2D": [LayerSample(IMAGES, {"cropping": ((1, 2), (0, 1))}, alternatives={"cropping": 1})],
    "Cropping3D": [LayerSample(VOLUMES)],
    "CutMix": [LayerSample(IMAGES, call=INFERENCE)],
    "Dense": [LayerSample((2, 3), {"units": 4}), LayerSample((2, 3, 5), {"units": 2, "activation": "tanh", "use_bias": False})],
    "DepthwiseConv1D": [LayerSample((2, 6, 3), {"kernel_size": 2}, alternatives={"strides": 2, "dilation_rate": 2})],
    "DepthwiseConv2D": [
        LayerSample(IMAGES, {"kernel_size": 2}, alternatives={"strides": 2, "dilation_rate": 2}),
        LayerSample(IMAGES, {"kernel_size": 3, "depth_multiplier": 2, "padding": "same", "strides": 2}),
    ],
    "Dot": [
        LayerSample(PAIR, {"axes": 1}, alternatives={"axes": -1}),
        LayerSample([(2, 3, 4), (2, 5, 4)], {"axes": (2, 2), "normalize": True}),
    ],
    "Dropout": [LayerSample((2, 3), {"rate": 0.5}, alternatives={"noise_shape": (None, 1)})],
    "EinsumDense": [
        LayerSample(
            SEQUENCES,
            {"equation": "abc,cd->abd", "output_shape": (None, 5), "bias_axes": "d"},
            alternatives={"equation": "abc,ce->abe", "bias_axes": None, "output_shape": (4, 5)},
        )
    ],
    "Embedding": [
        LayerSample(INDICES, {"input_dim": 6, "output_dim": 3}),
        LayerSample(INDICES, {"input_dim": 6, "output_dim": 3, "mask_zero": True}),
    ],
    "Equalization": [
        LayerSample(PIXELS, alternatives={"value_range": (0, 300)}, call=TRAINING),
        LayerSample(PIXELS, {"bins": 8}, call=TRAINING),
    ],
    "Flatten": [LayerSample(IMAGES), LayerSample((4,))],
    "GaussianDropout": [LayerSample((2, 3), {"rate": 0.5})],
    "GaussianNoise": [LayerSample((2, 3), {"stddev": 0.5})],
    "GlobalAveragePooling1D": [LayerSample(SEQUENCES), LayerSample(SEQUENCES, {"keepdims": True})],
    "GlobalAveragePooling2D": [LayerSample(IMAGES)],
    "GlobalAveragePooling3D": [LayerSample(VOLUMES)],
    "GlobalMaxPooling1D": [LayerSample(SEQUENCES)],
    "GlobalMaxPooling2D": [LayerSample(IMAGES, {"keepdims": True})],
    "GlobalMaxPooling3D": [LayerSample(VOLUMES)],
    "GroupNormalization": [LayerSample((2, 3, 4), {"groups": 2}), LayerSample((2, 3, 4), {"groups": -1})],
    "GroupedQueryAttention": [
        LayerSample(
            (2, 4, 6),
            {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
            {"value": draw(2, 5, 6)},
            {"num_key_value_heads": 4, "num_query_heads": 6, "dropout": 0.3},
        ),
        LayerSample(
            (2, 4, 6),
            {"head_dim": 3, "num_query_heads": 3, "num_key_value_heads": 1, "sliding_window": 2, "use_gate": True},
            {"value": draw(2, 4, 5), "return_attention_scores": True, "use_causal_mask": True},
        ),
    ],
    "GRU": [*RECURRENT, LayerSample(SEQUENCES, {"units": 3, "reset_after": False})],
    "GRUCell": [LayerSample((2, 3), {"units": 4}, {"states": [draw(2, 4)]})],
    "Lambda": [
        LayerSample(
            (2, 3),
            {"function": ops.softplus},
            alternatives={
                "function": ops.relu,
                "output_shape": (3,),
                "mask": ops.square,
                "arguments": {"training": True},
            },
        )
    ],
    "LayerNormalization": [LayerSample((2, 3, 4)), LayerSample((2, 3, 4), {"axis": (1, 2)})],
    "LSTM": [*RECURRENT, LayerSample(SEQUENCES, {"units": 3, "return_state": True})],
    "LSTMCell": [LayerSample((2, 3), {"units": 4}, {"states": [draw(2, 4), draw(2, 4)]})],
    "Masking": [LayerSample(SEQUENCES)],
    "Maximum": [LayerSample(PAIR)],
    "MaxNumBoundingBoxes": [LayerSample(IMAGES, {"max_number": 3})],
    "MaxPooling1D": [LayerSample((2, 6, 3)), LayerSample((2, 6, 3), {"pool_size": 3, "padding": "same"})],
    "MaxPooling2D": [LayerSample(IMAGES), LayerSample(IMAGES, {"pool_size": 3, "strides": 2, "padding": "same"})],
    "MaxPooling3D": [LayerSample(VOLUMES)],
    "MelSpectrogram": [
        LayerSample((2, 60), mel, alternatives={"window": "hamming", "max_freq": 4000.0, "sampling_rate": 24000, "sequence_length": 12})
        for mel in (
            {"fft_length": 16, "sequence_stride": 8, "num_mel_bins": 4, "min_freq": 300.0},
            {"fft_length": 16, "sequence_stride": 8, "num_mel_bins": 3, "min_freq": 300.0, "power_to_db": False, "mag_exp": 1.0},
        )
    ],
    "Minimum": [LayerSample(PAIR)],
    "MixUp": [LayerSample(IMAGES, call=INFERENCE, alternatives={"alpha": 0.5})],
    "MultiHeadAttention": [
        LayerSample((2, 4, 6), {"num_heads": 2, "key_dim": 3}, {"value": draw(2, 5, 6)}, {"attention_axes": (1,), "dropout": 0.3}),
        LayerSample(
            (2, 4, 6),
            {"num_heads": 2, "key_dim": 3, "value_dim": 2, "output_shape": 5},
            {"value": draw(2, 4, 6), "use_causal_mask": True},
        ),
        LayerSample(
            (2, 4, 6),
            {"num_heads": 2, "key_dim": 3, "sliding_window": 2, "use_gate": True, "use_bias": False},
            {"value": draw(2, 5, 4), "key": draw(2, 5, 3), "return_attention_scores": True},
        ),
        LayerSample(
            (2, 3, 4, 5),
            {"num_heads": 2, "key_dim": 3, "attention_axes": 2},
            {"value": draw(2, 3, 6, 5), "attention_mask": draw(2, 3, 4, 6, dtype="bool"), "use_causal_mask": True},
        ),
    ],
    "Multiply": [LayerSample(PAIR)],
    "Normalization": [
        LayerSample((4, 3), {"mean": 0.5, "variance": 4.0}),
        LayerSample((4, 3), {"mean": 1.0, "variance": 2.0, "invert": True}),
    ],
    "Pipeline": [
        LayerSample(
            (2, 3),
            {"layers": Fresh(lambda: [Rescaling(2.0), Dense(4)])},
            alternatives={"layers": Fresh(lambda: [Rescaling(3.0)])},
        )
    ],
    "Permute": [LayerSample(SEQUENCES, {"dims": (2, 1)}, alternatives={"dims": (1, 2)})],
    "PReLU": [LayerSample((2, 3, 4)), LayerSample((2, 3, 4), {"shared_axes": (1,)})],
    "RandAugment": [LayerSample(PIXELS, call=INFERENCE, alternatives=AUGMENTING)],
    "RandomBrightness": [LayerSample(PIXELS, {"factor": (0.2, 0.2)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomColorDegeneration": [LayerSample(PIXELS, {"factor": (0.3, 0.3)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomColorJitter": [
        LayerSample(
            PIXELS,
            {"brightness_factor": (0.1, 0.1), "contrast_factor": (0.0, 0.0), "saturation_factor": (0.7, 0.7), "hue_factor": (1.0, 1.0)},
            alternatives={**FACTORS, **{f"{name}_factor": 0.4 for name in ("brightness", "contrast", "saturation", "hue")}},
            call=INFERENCE,
        )
    ],
    "RandomContrast": [
        LayerSample(PIXELS, {"factor": (0.0, 0.0)}, alternatives=FACTORS, call=INFERENCE),
        LayerSample(IMAGES, {"factor": 0.3}, {"training": False}),
    ],
    "RandomCrop": [
        LayerSample(IMAGES, {"height": 3, "width": 4}, call={"training": False}),
        LayerSample(IMAGES, {"height": 8, "width": 4}, call={"training": False}),
    ],
    "RandomElasticTransform": [
        LayerSample(IMAGES, call={"training": False}, alternatives={**WARPING, "value_range": (0, 1)}),
    ],
    "RandomErasing": [LayerSample(IMAGES, {"factor": (0.0, 0.0)}, INFERENCE, {**FACTORS, "scale": 0.5, "fill_value": 3.0})],
    "RandomFlip": [LayerSample(IMAGES, call={"training": False}, alternatives={"mode": "vertical"})],
    "RandomGaussianBlur": [
        LayerSample(PIXELS, {"factor": (1.0, 1.0), "sigma": (0.8, 0.8)}, alternatives={**FACTORS, "kernel_size": 5}, call=INFERENCE),
        LayerSample(PIXELS, {"factor": (1.0, 1.0), "sigma": (2.0, 2.0), "kernel_size": (5, 3)}, call=INFERENCE),
    ],
    "RandomGrayscale": [LayerSample(PIXELS, {"factor": 1.0}, call=INFERENCE), LayerSample(PIXELS, {"factor": 0.0}, call=INFERENCE)],
    "RandomHue": [LayerSample(PIXELS, {"factor": (1.0, 1.0)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomInvert": [LayerSample(PIXELS, {"factor": (1.0, 1.0)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomPerspective": [LayerSample(IMAGES, call={"training": False}, alternatives={"interpolation": "nearest"})],
    "RandomPosterization": [LayerSample(PIXELS, {"factor": (3, 3)}, alternatives={**FACTORS, "factor": 4}, call=INFERENCE)],
    "RandomRotation": [LayerSample(IMAGES, {"factor": 0.25}, call={"training": False}, alternatives=WARPING)],
    "RandomSaturation": [LayerSample(PIXELS, {"factor": (0.7, 0.7)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomSharpness": [LayerSample(PIXELS, {"factor": (0.9, 0.9)}, alternatives=FACTORS, call=INFERENCE)],
    "RandomShear": [LayerSample(IMAGES, call={"training": False}, alternatives=WARPING)],
    "RandomTranslation": [
        LayerSample(IMAGES, {"height_factor": 0.25, "width_factor": 0.1}, call={"training": False}, alternatives=WARPING),
    ],
    "RandomZoom": [
        LayerSample(IMAGES, {"height_factor": 0.25}, call={"training": False}, alternatives={**WARPING, "width_factor": 0.5}),
    ],
    "RepeatVector": [LayerSample((2, 3), {"n": 2})],
    "Rescaling": [LayerSample((2, 3), {"scale": 0.5, "offset": 1.0})],
    "Reshape": [
        LayerSample((2, 6), {"target_shape": (3, 2)}, alternatives={"target_shape": (2, -1)}),
        LayerSample((2, 4, 3), {"target_shape": (-1, 6)}),
    ],
    "ReversibleEmbedding": [
        LayerSample(INDICES, {"input_dim": 6, "output_dim": 3}, alternatives={"reverse_dtype": "float16", "logit_soft_cap": 2.0}),
        LayerSample((2, 4, 3), {"input_dim": 6, "output_dim": 3, "logit_soft_cap": 0.5}, {"reverse": True}),
        LayerSample(INDICES, {"input_dim": 6, "output_dim": 3, "tie_weights": False, "mask_zero": True}),
    ],
    "Resizing": [
        LayerSample(IMAGES, {"height": 3, "width": 9}, alternatives={"interpolation": "nearest"}),
        LayerSample(IMAGES, {"height": 3, "width": 4, "pad_to_aspect_ratio": True, "antialias": True}),
    ],
    "RNN": [
        LayerSample(SEQUENCES, {"cell": Fresh(lambda: GRUCell(3))}, alternatives={"cell": Fresh(lambda: GRUCell(5))}),
        LayerSample(SEQUENCES, {"cell": Fresh(lambda: [LSTMCell(3), SimpleRNNCell(2)]), "return_sequences": True}),
        LayerSample(SEQUENCES, {"cell": Fresh(lambda: [GRUCell(2), LSTMCell(3)]), "return_state": True}, GAPS),
    ],
    "SeparableConv1D": _convolutions((2, 6, 3)),
    "SeparableConv2D": _convolutions((2, 5, 6, 3)),
    "SimpleRNN": RECURRENT,
    "SimpleRNNCell": [LayerSample((2, 3), {"units": 4}, {"states": [draw(2, 4)]})],
    "Solarization": [
        LayerSample(
            PIXELS,
            {"addition_factor": (0.1, 0.1), "threshold_factor": (0.5, 0.5)},
            alternatives={"value_range": (0, 300), "addition_factor": 0.3, "threshold_factor": 0.2},
            call=INFERENCE,
        )
    ],
    "SpatialDropout1D": [LayerSample(SEQUENCES, {"rate": 0.5})],
    "SpatialDropout2D": [LayerSample(IMAGES, {"rate": 0.5})],
    "SpatialDropout3D": [LayerSample(VOLUMES, {"rate": 0.5})],
    "SpectralNormalization": [
        LayerSample((2, 3), {"layer": Fresh(lambda: Dense(4)), "power_iterations": 30}, alternatives={"layer": Fresh(lambda: Dense(5))}),
        LayerSample((2, 6, 3), {"layer": Fresh(lambda: Conv1D(4, 2)), "power_iterations": 20}),
    ],
    "STFTSpectrogram": [
        LayerSample(
            (2, 20, 3),
            {"frame_length": 6, "frame_step": 4, "fft_length": 8, "data_format": "channels_last"},
            alternatives={"window": "hamming", "mode": "angle", "scaling": "spectrum", "fft_length": 16},
        ),
        *(
            LayerSample((2, 20, 3), {"mode": mode, "frame_length": 6, "expand_dims": expand, "data_format": "channels_last"})
            for mode, expand in (("magnitude", True), ("psd", False), ("real", True), ("imag", False), ("stft", True))
        ),
    ],
    "StackedRNNCells": [
        LayerSample(
            (2, 3),
            {"cells": Fresh(lambda: [SimpleRNNCell(4), GRUCell(2)])},
            {"states": [draw(2, 4), draw(2, 2)]},
            {"cells": Fresh(lambda: [SimpleRNNCell(2)])},
        )
    ],
    "Subtract": [LayerSample(PAIR)],
    "TimeDistributed": [LayerSample(SEQUENCES, {"layer": Fresh(lambda: Dense(2))}, alternatives={"layer": Fresh(lambda: Dense(3))})],
    "UpSampling1D": [LayerSample(SEQUENCES)],
    "UpSampling2D": [LayerSample(IMAGES, alternatives={"interpolation": "bilinear"}), LayerSample(IMAGES, {"interpolation": "bicubic"})],
    "UpSampling3D": [LayerSample(VOLUMES)],
    "ZeroPadding1D": [LayerSample(SEQUENCES)],
    "ZeroPadding2D": [LayerSample(IMAGES, {"padding": ((1, 2), (0, 1))}, alternatives={"padding": 1})],
    "ZeroPadding3D": [LayerSample(VOLUMES)],
}
"""Name of a layer -> its samples."""
