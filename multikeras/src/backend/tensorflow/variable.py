"""Storage of variables."""

from typing import Any

import numpy as np
import tensorflow as tf

from multikeras.src.backend.tensorflow.tensor import DTYPES, cast, convert, to_numpy
from multikeras.src.core import variable


class Variable(variable.Variable):
    __doc__ = variable.Variable.__doc__

    _outside_trace = staticmethod(tf.init_scope)

    def _as_tensor(self, value: Any, dtype: str | None) -> tf.Tensor:
        native = None if dtype is None else DTYPES[dtype]
        if isinstance(value, tf.Variable):
            value = value.value()
        if not isinstance(value, tf.Tensor):
            return convert(value, native)
        return value if native is None or value.dtype is native else cast(value, native)

    def _store(self, value: tf.Tensor) -> None:
        with tf.init_scope():
            self._handle = tf.Variable(value, trainable=self._trainable, name=self.name)

    @property
    def _value(self) -> tf.Tensor:
        return self._handle.value()

    def _overwrite(self, value: tf.Tensor) -> None:
        self._handle.assign(value)

    @variable.Variable.trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        self._handle._trainable = self._trainable  # what a GradientTape asks; tf.Variable offers no setter

    @staticmethod
    def _cast(value: tf.Tensor, dtype: str) -> tf.Tensor:
        return tf.cast(value, DTYPES[dtype])

    @staticmethod
    def _to_numpy(value: tf.Tensor) -> np.ndarray:
        return to_numpy(value)

    _should_act_as_resource_variable = True  # `tape.gradient(loss, variables)` then asks for `handle`

    @property
    def handle(self) -> tf.Tensor:
        """The resource that holds the value."""
        return self._handle.handle

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> tf.Tensor:
        return tf.convert_to_tensor(self.value, dtype=dtype, name=name)
