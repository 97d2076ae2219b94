"""The public namespace `multikeras.layers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.layers.activations.activation import Activation as Activation
from multikeras.src.layers.regularization.activity_regularization import ActivityRegularization as ActivityRegularization
from multikeras.src.layers.pooling.adaptive_average_pooling1d import AdaptiveAveragePooling1D as AdaptiveAveragePooling1D
from multikeras.src.layers.pooling.adaptive_average_pooling2d import AdaptiveAveragePooling2D as AdaptiveAveragePooling2D
from multikeras.src.layers.pooling.adaptive_average_pooling3d import AdaptiveAveragePooling3D as AdaptiveAveragePooling3D
from multikeras.src.layers.pooling.adaptive_max_pooling1d import AdaptiveMaxPooling1D as AdaptiveMaxPooling1D
from multikeras.src.layers.pooling.adaptive_max_pooling2d import AdaptiveMaxPooling2D as AdaptiveMaxPooling2D
from multikeras.src.layers.pooling.adaptive_max_pooling3d import AdaptiveMaxPooling3D as AdaptiveMaxPooling3D
from multikeras.src.layers.merging.add import Add as Add
from multikeras.src.layers.attention.additive_attention import AdditiveAttention as AdditiveAttention
from multikeras.src.layers.regularization.alpha_dropout import AlphaDropout as AlphaDropout
from multikeras.src.layers.attention.attention import Attention as Attention
from multikeras.src.layers.preprocessing.image.aug_mix import AugMix as AugMix
from multikeras.src.layers.preprocessing.image.auto_contrast import AutoContrast as AutoContrast
from multikeras.src.layers.merging.average import Average as Average
from multikeras.src.layers.pooling.average_pooling1d import AveragePooling1D as AveragePooling1D
from multikeras.src.layers.pooling.average_pooling2d import AveragePooling2D as AveragePooling2D
from multikeras.src.layers.pooling.average_pooling3d import AveragePooling3D as AveragePooling3D
from multikeras.src.layers.pooling.average_pooling1d import AveragePooling1D as AvgPool1D
from multikeras.src.layers.pooling.average_pooling2d import AveragePooling2D as AvgPool2D
from multikeras.src.layers.pooling.average_pooling3d import AveragePooling3D as AvgPool3D
from multikeras.src.layers.normalization.batch_normalization import BatchNormalization as BatchNormalization
from multikeras.src.layers.rnn.bidirectional import Bidirectional as Bidirectional
from multikeras.src.layers.preprocessing.image.center_crop import CenterCrop as CenterCrop
from multikeras.src.layers.merging.concatenate import Concatenate as Concatenate
from multikeras.src.layers.preprocessing.image.contrast_limited_equalization import ContrastLimitedAdaptiveHistogramEqualization as ContrastLimitedAdaptiveHistogramEqualization
from multikeras.src.layers.convolutional.conv1d import Conv1D as Conv1D
from multikeras.src.layers.convolutional.conv1d_transpose import Conv1DTranspose as Conv1DTranspose
from multikeras.src.layers.convolutional.conv2d import Conv2D as Conv2D
from multikeras.src.layers.convolutional.conv2d_transpose import Conv2DTranspose as Conv2DTranspose
from multikeras.src.layers.convolutional.conv3d import Conv3D as Conv3D
from multikeras.src.layers.convolutional.conv3d_transpose import Conv3DTranspose as Conv3DTranspose
from multikeras.src.layers.rnn.conv_lstm1d import ConvLSTM1D as ConvLSTM1D
from multikeras.src.layers.rnn.conv_lstm2d import ConvLSTM2D as ConvLSTM2D
from multikeras.src.layers.rnn.conv_lstm3d import ConvLSTM3D as ConvLSTM3D
from multikeras.src.layers.convolutional.conv1d import Conv1D as Convolution1D
from multikeras.src.layers.convolutional.conv1d_transpose import Conv1DTranspose as Convolution1DTranspose
from multikeras.src.layers.convolutional.conv2d import Conv2D as Convolution2D
from multikeras.src.layers.convolutional.conv2d_transpose import Conv2DTranspose as Convolution2DTranspose
from multikeras.src.layers.convolutional.conv3d import Conv3D as Convolution3D
from multikeras.src.layers.convolutional.conv3d_transpose import Conv3DTranspose as Convolution3DTranspose
from multikeras.src.layers.reshaping.cropping1d import Cropping1D as Cropping1D
from multikeras.src.layers.reshaping.cropping2d import Cropping2D as Cropping2D
from multikeras.src.layers.reshaping.cropping3d import Cropping3D as Cropping3D
from multikeras.src.layers.preprocessing.image.cut_mix import CutMix as CutMix
from multikeras.src.layers.core.dense import Dense as Dense
from multikeras.src.layers.convolutional.depthwise_conv1d import DepthwiseConv1D as DepthwiseConv1D
from multikeras.src.layers.convolutional.depthwise_conv2d import DepthwiseConv2D as DepthwiseConv2D
from multikeras.src.layers.merging.dot import Dot as Dot
from multikeras.src.layers.regularization.dropout import Dropout as Dropout
from multikeras.src.layers.activations.elu import ELU as ELU
from multikeras.src.layers.core.einsum_dense import EinsumDense as EinsumDense
from multikeras.src.layers.core.embedding import Embedding as Embedding
from multikeras.src.layers.preprocessing.image.equalization import Equalization as Equalization
from multikeras.src.layers.reshaping.flatten import Flatten as Flatten
from multikeras.src.layers.interop.flax_layer import FlaxLayer as FlaxLayer
from multikeras.src.layers.rnn.gru import GRU as GRU
from multikeras.src.layers.rnn.gru_cell import GRUCell as GRUCell
from multikeras.src.layers.regularization.gaussian_dropout import GaussianDropout as GaussianDropout
from multikeras.src.layers.regularization.gaussian_noise import GaussianNoise as GaussianNoise
from multikeras.src.layers.pooling.global_average_pooling1d import GlobalAveragePooling1D as GlobalAveragePooling1D
from multikeras.src.layers.pooling.global_average_pooling2d import GlobalAveragePooling2D as GlobalAveragePooling2D
from multikeras.src.layers.pooling.global_average_pooling3d import GlobalAveragePooling3D as GlobalAveragePooling3D
from multikeras.src.layers.pooling.global_average_pooling1d import GlobalAveragePooling1D as GlobalAvgPool1D
from multikeras.src.layers.pooling.global_average_pooling2d import GlobalAveragePooling2D as GlobalAvgPool2D
from multikeras.src.layers.pooling.global_average_pooling3d import GlobalAveragePooling3D as GlobalAvgPool3D
from multikeras.src.layers.pooling.global_max_pooling1d import GlobalMaxPooling1D as GlobalMaxPool1D
from multikeras.src.layers.pooling.global_max_pooling2d import GlobalMaxPooling2D as GlobalMaxPool2D
from multikeras.src.layers.pooling.global_max_pooling3d import GlobalMaxPooling3D as GlobalMaxPool3D
from multikeras.src.layers.pooling.global_max_pooling1d import GlobalMaxPooling1D as GlobalMaxPooling1D
from multikeras.src.layers.pooling.global_max_pooling2d import GlobalMaxPooling2D as GlobalMaxPooling2D
from multikeras.src.layers.pooling.global_max_pooling3d import GlobalMaxPooling3D as GlobalMaxPooling3D
from multikeras.src.layers.normalization.group_normalization import GroupNormalization as GroupNormalization
from multikeras.src.layers.attention.group_query_attention import GroupedQueryAttention as GroupQueryAttention
from multikeras.src.layers.core.identity import Identity as Identity
from multikeras.src.layers.core.input_layer import Input as Input
from multikeras.src.layers.core.input_layer import InputLayer as InputLayer
from multikeras.src.layers.input_spec import InputSpec as InputSpec
from multikeras.src.layers.interop.jax_layer import JaxLayer as JaxLayer
from multikeras.src.layers.rnn.lstm import LSTM as LSTM
from multikeras.src.layers.rnn.lstm_cell import LSTMCell as LSTMCell
from multikeras.src.layers.core.lambda_layer import Lambda as Lambda
from multikeras.src.layers.base import Layer as Layer
from multikeras.src.layers.normalization.layer_normalization import LayerNormalization as LayerNormalization
from multikeras.src.layers.activations.leaky_relu import LeakyReLU as LeakyReLU
from multikeras.src.layers.core.masking import Masking as Masking
from multikeras.src.layers.preprocessing.image.max_num_bounding_boxes import MaxNumBoundingBoxes as MaxNumBoundingBoxes
from multikeras.src.layers.pooling.max_pooling1d import MaxPooling1D as MaxPool1D
from multikeras.src.layers.pooling.max_pooling2d import MaxPooling2D as MaxPool2D
from multikeras.src.layers.pooling.max_pooling3d import MaxPooling3D as MaxPool3D
from multikeras.src.layers.pooling.max_pooling1d import MaxPooling1D as MaxPooling1D
from multikeras.src.layers.pooling.max_pooling2d import MaxPooling2D as MaxPooling2D
from multikeras.src.layers.pooling.max_pooling3d import MaxPooling3D as MaxPooling3D
from multikeras.src.layers.merging.maximum import Maximum as Maximum
from multikeras.src.layers.preprocessing.mel_spectrogram import MelSpectrogram as MelSpectrogram
from multikeras.src.layers.merging.minimum import Minimum as Minimum
from multikeras.src.layers.preprocessing.image.mix_up import MixUp as MixUp
from multikeras.src.layers.attention.multi_head_attention import MultiHeadAttention as MultiHeadAttention
from multikeras.src.layers.merging.multiply import Multiply as Multiply
from multikeras.src.layers.preprocessing.normalization import Normalization as Normalization
from multikeras.src.layers.activations.prelu import PReLU as PReLU
from multikeras.src.layers.reshaping.permute import Permute as Permute
from multikeras.src.layers.preprocessing.pipeline import Pipeline as Pipeline
from multikeras.src.layers.normalization.rms_normalization import RMSNormalization as RMSNormalization
from multikeras.src.layers.rnn.rnn import RNN as RNN
from multikeras.src.layers.preprocessing.image.rand_augment import RandAugment as RandAugment
from multikeras.src.layers.preprocessing.image.random_brightness import RandomBrightness as RandomBrightness
from multikeras.src.layers.preprocessing.image.random_color_degeneration import RandomColorDegeneration as RandomColorDegeneration
from multikeras.src.layers.preprocessing.image.random_color_jitter import RandomColorJitter as RandomColorJitter
from multikeras.src.layers.preprocessing.image.random_contrast import RandomContrast as RandomContrast
from multikeras.src.layers.preprocessing.image.random_crop import RandomCrop as RandomCrop
from multikeras.src.layers.preprocessing.image.random_elastic_transform import RandomElasticTransform as RandomElasticTransform
from multikeras.src.layers.preprocessing.image.random_erasing import RandomErasing as RandomErasing
from multikeras.src.layers.preprocessing.image.random_flip import RandomFlip as RandomFlip
from multikeras.src.layers.preprocessing.image.random_gaussian_blur import RandomGaussianBlur as RandomGaussianBlur
from multikeras.src.layers.preprocessing.image.random_grayscale import RandomGrayscale as RandomGrayscale
from multikeras.src.layers.preprocessing.image.random_hue import RandomHue as RandomHue
from multikeras.src.layers.preprocessing.image.random_invert import RandomInvert as RandomInvert
from multikeras.src.layers.preprocessing.image.random_perspective import RandomPerspective as RandomPerspective
from multikeras.src.layers.preprocessing.image.random_posterization import RandomPosterization as RandomPosterization
from multikeras.src.layers.preprocessing.image.random_rotation import RandomRotation as RandomRotation
from multikeras.src.layers.preprocessing.image.random_saturation import RandomSaturation as RandomSaturation
from multikeras.src.layers.preprocessing.image.random_sharpness import RandomSharpness as RandomSharpness
from multikeras.src.layers.preprocessing.image.random_shear import RandomShear as RandomShear
from multikeras.src.layers.preprocessing.image.random_translation import RandomTranslation as RandomTranslation
from multikeras.src.layers.preprocessing.image.random_zoom import RandomZoom as RandomZoom
from multikeras.src.layers.activations.relu import ReLU as ReLU
from multikeras.src.layers.reshaping.repeat_vector import RepeatVector as RepeatVector
from multikeras.src.layers.preprocessing.rescaling import Rescaling as Rescaling
from multikeras.src.layers.reshaping.reshape import Reshape as Reshape
from multikeras.src.layers.preprocessing.image.resizing import Resizing as Resizing
from multikeras.src.layers.core.reversible_embedding import ReversibleEmbedding as ReversibleEmbedding
from multikeras.src.layers.preprocessing.stft_spectrogram import STFTSpectrogram as STFTSpectrogram
from multikeras.src.layers.convolutional.separable_conv1d import SeparableConv1D as SeparableConv1D
from multikeras.src.layers.convolutional.separable_conv2d import SeparableConv2D as SeparableConv2D
from multikeras.src.layers.convolutional.separable_conv1d import SeparableConv1D as SeparableConvolution1D
from multikeras.src.layers.convolutional.separable_conv2d import SeparableConv2D as SeparableConvolution2D
from multikeras.src.layers.rnn.simple_rnn import SimpleRNN as SimpleRNN
from multikeras.src.layers.rnn.simple_rnn_cell import SimpleRNNCell as SimpleRNNCell
from multikeras.src.layers.activations.softmax import Softmax as Softmax
from multikeras.src.layers.preprocessing.image.solarization import Solarization as Solarization
from multikeras.src.layers.regularization.spatial_dropout import SpatialDropout1D as SpatialDropout1D
from multikeras.src.layers.regularization.spatial_dropout import SpatialDropout2D as SpatialDropout2D
from multikeras.src.layers.regularization.spatial_dropout import SpatialDropout3D as SpatialDropout3D
from multikeras.src.layers.normalization.spectral_normalization import SpectralNormalization as SpectralNormalization
from multikeras.src.layers.rnn.stacked_rnn_cells import StackedRNNCells as StackedRNNCells
from multikeras.src.layers.merging.subtract import Subtract as Subtract
from multikeras.src.layers.interop.tfsm_layer import TFSMLayer as TFSMLayer
from multikeras.src.layers.rnn.time_distributed import TimeDistributed as TimeDistributed
from multikeras.src.layers.interop.torch_module_wrapper import TorchModuleWrapper as TorchModuleWrapper
from multikeras.src.layers.normalization.unit_normalization import UnitNormalization as UnitNormalization
from multikeras.src.layers.reshaping.up_sampling1d import UpSampling1D as UpSampling1D
from multikeras.src.layers.reshaping.up_sampling2d import UpSampling2D as UpSampling2D
from multikeras.src.layers.reshaping.up_sampling3d import UpSampling3D as UpSampling3D
from multikeras.src.layers.core.wrapper import Wrapper as Wrapper
from multikeras.src.layers.reshaping.zero_padding1d import ZeroPadding1D as ZeroPadding1D
from multikeras.src.layers.reshaping.zero_padding2d import ZeroPadding2D as ZeroPadding2D
from multikeras.src.layers.reshaping.zero_padding3d import ZeroPadding3D as ZeroPadding3D
from multikeras.src.layers.merging.add import add as add
from multikeras.src.layers.merging.average import average as average
from multikeras.src.layers.merging.concatenate import concatenate as concatenate
from multikeras.src.layers.lookup import deserialize as deserialize
from multikeras.src.layers.merging.dot import dot as dot
from multikeras.src.layers.merging.maximum import maximum as maximum
from multikeras.src.layers.merging.minimum import minimum as minimum
from multikeras.src.layers.merging.multiply import multiply as multiply
from multikeras.src.layers.lookup import serialize as serialize
from multikeras.src.layers.merging.subtract import subtract as subtract

__all__ = [
    "Activation",
    "ActivityRegularization",
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "Add",
    "AdditiveAttention",
    "AlphaDropout",
    "Attention",
    "AugMix",
    "AutoContrast",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "CenterCrop",
    "Concatenate",
    "ContrastLimitedAdaptiveHistogramEqualization",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "CutMix",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "ELU",
    "EinsumDense",
    "Embedding",
    "Equalization",
    "Flatten",
    "FlaxLayer",
    "GRU",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GroupNormalization",
    "GroupQueryAttention",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "JaxLayer",
    "LSTM",
    "LSTMCell",
    "Lambda",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MaxNumBoundingBoxes",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "MelSpectrogram",
    "Minimum",
    "MixUp",
    "MultiHeadAttention",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "Pipeline",
    "RMSNormalization",
    "RNN",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomCrop",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "Resizing",
    "ReversibleEmbedding",
    "STFTSpectrogram",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "Solarization",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "SpectralNormalization",
    "StackedRNNCells",
    "Subtract",
    "TFSMLayer",
    "TimeDistributed",
    "TorchModuleWrapper",
    "UnitNormalization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "Wrapper",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "serialize",
    "subtract",
]
