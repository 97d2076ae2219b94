"""The dense layer of any equation."""

import math
import string
from collections.abc import Sequence
from typing import Any

from multikeras.src import activations, constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.arguments import refuse_until_built
from multikeras.src.layers.base import Layer


@export("multikeras.layers.EinsumDense")
class EinsumDense(Layer):
    """Dense layer whose product is given by an equation: `activation(einsum(equation, inputs, kernel) + bias)`.

    Args:
        equation: Subscripts as those of `ops.einsum`, for two operands: `"abc,cd->abd"`. "..." stands for any number of axes
            that the kernel does not touch: `"...x,xy->...y"`.
        output_shape: Sizes of the axes of the output, None where the input tells them. The batch axis, which is the first one
            in the output, and axes in "..." are left out; an int when one is left.
        activation: Activation function, or its name; none when None.
        bias_axes: Axes of the output along which the bias varies, such as `"d"`; no bias when None.
        kernel_initializer, bias_initializer: Initializers of the weights.
        kernel_regularizer, bias_regularizer: Regularizers of the weights.
        kernel_constraint, bias_constraint: Projections of the weights after each update.
        lora_rank, lora_alpha: Low-rank adaptation; not built yet.
        gptq_unpacked_column_size, quantization_config: Quantization; not built yet.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor with an axis for each letter of the equation's first term.

    Output: tensor with an axis for each letter of its result.

    Raises:
        ValueError: The equation is not of the form "input,kernel->output", or does not fit the shapes.

    Example:

    >>> layer = multikeras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d")
    >>> layer(multikeras.Input((3, 4))).shape
    (None, 3, 5)
    """

    def __init__(
        self,
        equation: str,
        output_shape: int | Sequence[int | None],
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        gptq_unpacked_column_size: int | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        refuse_until_built(
            self,
            lora_rank=lora_rank,
            gptq_unpacked_column_size=gptq_unpacked_column_size,
            quantization_config=quantization_config,
        )
        self.equation = equation
        self._terms = _terms(equation)
        self._summed = _summed_by_matrices(*self._terms)
        self.partial_output_shape = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.activation = activations.get(activation)
        self.bias_axes = bias_axes
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.bias = None

    def build(self, input_shape: tuple) -> None:
        kernel_shape, bias_shape = self._weight_shapes(tuple(input_shape))
        self.kernel = self.add_weight(
            name="kernel",
            shape=kernel_shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if bias_shape is not None:
            self.bias = self.add_weight(
                name="bias",
                shape=bias_shape,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

        self._is_matrix_product = bool(self._summed) and (bias_shape is None or bias_shape == kernel_shape[self._summed :])

    def call(self, inputs: Any) -> Any:
        if self._is_matrix_product and not isinstance(inputs, KerasTensor):
            x = self._multiplied(inputs)
        else:
            x = ops.einsum(self.equation, inputs, self.kernel)
            if self.bias is not None:
                x = ops.add(x, self.bias)
        return x if self.activation is activations.linear else self.activation(x)

    def _multiplied(self, inputs: Any) -> Any:
        """The same as a product of matrices, which is faster where operations run one by one."""
        kernel, summed = self.kernel, self._summed
        sizes = kernel.shape
        rows, columns = math.prod(sizes[:summed]), math.prod(sizes[summed:])
        if tuple(inputs.shape[-summed:]) != tuple(sizes[:summed]):
            raise ValueError(f"{self._label}: the input must be of shape {('...', *sizes[:summed])}, got {tuple(inputs.shape)}.")
        kept = ops.shape(inputs)[:-summed]
        x = inputs if summed == 1 else ops.reshape(inputs, (*kept, rows))
        kernel = kernel if len(sizes) == 2 else ops.reshape(kernel, (rows, columns))
        if self.bias is None:
            x = ops.matmul(x, kernel)
        else:
            x = ops.linear(x, kernel, self.bias if len(sizes) - summed == 1 else ops.reshape(self.bias, (columns,)))
        return x if len(sizes) - summed == 1 else ops.reshape(x, (*kept, *sizes[summed:]))

    def _weight_shapes(self, input_shape: tuple) -> tuple[tuple, tuple | None]:
        """Shapes of the kernel and of the bias, None without one, from the sizes that input and output give to the axes."""
        given, kernel, result = self._terms
        elided = len(input_shape) - len(given.replace("...", ""))
        if elided < 0 or ("..." not in given and elided):
            raise ValueError(f"{self._label}: the input {given!r} of {self.equation!r} does not fit the shape {input_shape}.")
        free = [letter for letter in string.ascii_letters if letter not in self.equation]
        rest = "".join(free[:elided])
        sizes = dict(zip(given.replace("...", rest), input_shape, strict=True))
        for label, size in self._given_sizes(result):
            if None not in (size, sizes.get(label)) and sizes[label] != size:
                raise ValueError(
                    f"{self._label}: the axis {label!r} of {self.equation!r} has size {sizes[label]} in the input of "
                    f"shape {input_shape} and {size} in `output_shape={self.partial_output_shape}`."
                )
            sizes[label] = sizes.get(label) if size is None else size
        unknown = [label for label in kernel + (self.bias_axes or "") if sizes.get(label) is None]
        if unknown:
            raise ValueError(
                f"{self._label}: the size of the axis {unknown[0]!r} of {self.equation!r} must be known to make the weights. "
                f"The input has shape {input_shape}; `output_shape` is {self.partial_output_shape}."
            )
        kernel_shape = tuple(sizes[label] for label in kernel)
        if not self.bias_axes:
            return kernel_shape, None
        labels = result.replace("...", rest)
        first = min(labels.index(label) for label in self.bias_axes)
        return kernel_shape, tuple(sizes[label] if label in self.bias_axes else 1 for label in labels[first:])

    def _given_sizes(self, result: str) -> list[tuple[str, int | None]]:
        """Axes of the output with the sizes that `output_shape` tells; axes at the front may be left out after "..."."""
        labels, sizes = result.replace("...", ""), self.partial_output_shape
        if result.startswith("..."):
            return list(zip(labels[::-1], sizes[::-1], strict=False))
        if len(sizes) != len(labels) - 1:
            raise ValueError(
                f"{self._label}: `output_shape` must have {len(labels) - 1} sizes, those of {labels[1:]!r} in "
                f"{self.equation!r}, got {sizes}."
            )
        return list(zip(labels[1:], sizes, strict=True))


def _summed_by_matrices(given: str, kernel: str, result: str) -> int:
    """How many axes are summed up if these are the last of the input and the first of the kernel, all others in order; else 0."""
    kept = next(given[:n] for n in range(len(given), -1, -1) if result.startswith(given[:n]))
    summed, new = given.removeprefix(kept), result.removeprefix(kept)
    labels = given.replace("...", "") + new
    fits = summed and new and kernel == summed + new and len(set(labels)) == len(labels)
    return len(summed) if fits else 0


def _terms(equation: str) -> tuple[str, str, str]:
    """Subscripts of the input, the kernel and the output."""
    operands, arrow, result = equation.replace(" ", "").partition("->")
    terms = operands.split(",")
    if not arrow or len(terms) != 2 or "..." in terms[1] or ("..." in terms[0]) != ("..." in result):
        raise ValueError(
            "EinsumDense: `equation` must be of the form 'input,kernel->output' with '...', if any, in the input and the "
            f"output, got {equation!r}."
        )
    return terms[0], terms[1], result
