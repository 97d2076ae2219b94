"""What a backend must give: primitives by family, hooks, and capability flags.

A backend is a package `backend/<name>/` whose modules carry the names below. `multikeras.testing.check_backend` compares a
backend with this page, so that a missing word is found by name before any op is run.

Rules that hold for every primitive:

- Tensor arguments arrive as tensors of the backend, converted and promoted to one dtype where the op says so. A primitive never
  converts, promotes or looks at Python numbers (but for those of `Elementwise`, see `WEAK_SCALAR_DTYPES`), and never imports anything
  from `ops/` or above.
- `dtype` arguments arrive as the backend's own dtype objects, or None for "as the input".
- `axis` is None, an int (perhaps negative) or a tuple of ints. `shape` is a tuple whose entries may, inside a traced graph, be
  scalar tensors where the framework needs it (TensorFlow).
- Results are tensors of the backend. Integer results of index-like ops (argmax, argsort, top_k, nonzero, ...) are int32.
- Values agree with NumPy's function of the same name unless a line here says otherwise. Gradients are finite wherever the
  function has one.
- A backend may define more names than these: a name of an op that has a body replaces the body with the native function.
"""

from typing import Any, Protocol

Tensor = Any
Dtype = Any


# ---------------------------------------------------------------------------------------------------------------- flags


class Flags(Protocol):
    """Constants in `backend/<name>/__init__.py`, asked for instead of the backend's name."""

    NAME: str  # "jax", "torch", "tensorflow", "numpy"
    CAN_TRAIN: bool  # has gradients
    CAN_COMPILE: bool  # `jit_compile=True` means something
    KEEPS_ATTRIBUTES: bool  # tensors carry masks as attributes, unless looking for one takes long; a weak table holds them otherwise
    SPARSE: bool  # has sparse tensors
    HIDES_SPARSE: bool  # sparse tensors are of the type of dense ones, so that they reach primitives, which may refuse them
    TRACES: bool  # a compiled step runs Python only while tracing, so that state must be passed through scopes (JAX)
    WEAK_SCALAR_DTYPES: frozenset  # native floats that primitives of `Elementwise` take beside Python numbers, in any order, exactly
    Tensor: type  # the exact type of a concrete tensor: `type(x) is Tensor` opens the fast paths
    EXACT_TYPES: tuple  # the types of concrete tensors that ops take straight, the most frequent first
    TENSOR_TYPES: tuple  # every type (tracers, graph tensors, scalars) that counts as a tensor of this backend
    FLOAT_DTYPES: frozenset  # native dtypes on which a floating primitive runs as it is
    DTYPES: dict  # canonical name ("float32") -> native dtype, only those that the backend has


# ------------------------------------------------------------------------------------------------- hooks: tensor.py


class TensorHooks(Protocol):
    """`backend/<name>/tensor.py`."""

    def convert(x: Any, dtype: Dtype = None) -> Tensor:
        """A tensor from anything array-like (nested lists, NumPy, another framework's tensors through DLPack or NumPy, Python
        numbers), on the current device. `dtype` None keeps the input's dtype if the backend has it; Python floats become floatx,
        ints int32, bools bool. Nothing is narrowed without being asked for. Variables are not seen here."""

    def to_numpy(x: Tensor) -> Any:
        """A NumPy array (bfloat16 and float8 as ml_dtypes arrays); detached, from any device."""

    def is_tensor(x: Any) -> bool: ...

    def cast(x: Tensor, dtype: Dtype) -> Tensor:
        """float -> int truncates towards zero; anything -> bool is `x != 0`."""

    def shape(x: Tensor) -> tuple:
        """The shape as a tuple; dimensions unknown while tracing are scalar tensors (TensorFlow)."""

    def static_shape(x: Tensor) -> tuple:
        """The shape as a tuple of ints and None."""

    def dtype_name(x: Tensor) -> str:
        """Canonical dtype name ("float32") of a tensor; memoised on the native dtype object."""

    def stop_gradient(x: Tensor) -> Tensor: ...

    def fused(fn: Any, attributes: list) -> Any:
        """`fn`, a function of tensors and, under the names given, of hashable attributes, as one compiled function where that makes an
        eager call faster; elsewhere `fn` itself."""

    def device_scope(name: str) -> Any:
        """Context manager: new tensors and variables go to `name`, e.g. "cpu:0", "gpu:0"."""

    class Variable:
        """Subclass of `core.variable.Variable` that gives `_store(value)` (make the storage from a tensor or NumPy array),
        `_overwrite(tensor)` (assign in place), `_read()` (the tensor, differentiable) and `_delete()`."""


# --------------------------------------------------------------------------------------------------- hooks: layer.py


class LayerHooks(Protocol):
    """`backend/<name>/layer.py`."""

    class BackendLayer:
        """Base class that makes a layer visible to the framework's own tools (torch.nn.Module, tf.Module); `object`-like elsewhere."""

    def infer_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
        """What `fn` gives when its KerasTensor arguments stand for tensors: a nest of `(shape, dtype_name)` pairs, found by tracing
        abstractly (jax.eval_shape, torch's fake tensors, a tf.function with unknown dimensions, zeros on NumPy) with each
        unknown dimension tried at two sizes. For code that calls the framework directly."""


# ---------------------------------------------------------------------------------------------------- hooks: step.py


class StepHooks(Protocol):
    """`backend/<name>/step.py`. NumPy raises for `value_and_grad`."""

    def value_and_grad(fn: Any, variables: list) -> Any:
        """`fn() -> (loss, aux)`; returns `((loss, aux), gradients)`, gradients in the order of `variables`, None where unconnected."""

    LOOPS: bool
    """Whether a loop of steps inside one compiled function takes less time than as many calls, so that `fit` fuses steps."""

    RECORDS: bool
    """Whether a step that repeats is recorded, and then runs without its Python code; what `compile_step` gives then has a property
    `recorded`, and says in `failure` why it is not."""

    READS_LATER: bool
    """Whether a step may still read its batch, in memory of the host, after the call of it has returned."""

    def compile_step(
        fn: Any,
        variables: list,
        reads: list,
        *,
        jit: bool | None = None,
        eager: bool = False,
        donate: bool = False,
        repeats: Any = None,
    ) -> Any:
        """`fn(batch) -> logs`, which may change the `variables`, as one compiled function `step(batch) -> logs`. With `donate` it may
        take the memory of their values for the new ones, so that it must not be interrupted; so may `compile_loop`. While
        `repeats()`, the Python code of `fn` need not run at each step: beyond calls of ops, and of `aside`, it does nothing."""

    def aside(function: Any, *arguments: Any) -> Any:
        """`function(*arguments)`, called at each step that runs as Python code or from a record of it."""

    def compile_loop(fn: Any, variables: list, reads: list, *, jit: bool | None = None, eager: bool = False, repeats: Any = None) -> Any:
        """Several steps as one compiled function `run(batches, count) -> logs of the last`: `fn` over the first `count` of the batches
        that `stack` joined; any number goes through the same program. When `run` returns, the call of it before that has ended.
        Where `LOOPS`, `run.pays` says whether this takes less time than single calls, as far as is known after the calls so far."""

    def stack(batches: Any, length: int) -> Any:
        """Host batches of equal shapes, as many as `length` or fewer, as what `compile_loop` takes."""

    def place(batch: Any) -> Any:
        """A nest of host arrays moved to the device."""

    def runs_each_step() -> bool:
        """Whether the Python code of a step runs at each step, so that its scalars can be Python numbers, rather than only while it
        is traced."""

    def whole(gradients: Any) -> Any:
        """Gradients as whole tensors where `value_and_grad` gave some as lists of rows; None stays None."""

    def replica_sum(x: Tensor) -> Tensor:
        """The sum of `x` over the replicas of a data-parallel run, differentiable; `x` itself where there is one."""

    def update_all(optimizer: Any, variables: list, gradients: list, step: Any, learning_rate: Any) -> bool:
        """One step of the optimizer, weight decay included, over all variables in one fused call; False, with nothing done, when there
        is none for it. `step` and `learning_rate` are those of `Optimizer.scalars`."""


# ------------------------------------------------------------------------------------------------ hooks: profiler.py


class ProfilerHooks(Protocol):
    """`backend/<name>/profiler.py`. A backend without a profiler has no such module."""

    def start(folder: str) -> None:
        """Begin to trace what the framework and the device do."""

    def stop() -> None:
        """End the trace and write it below `folder`, in `plugins/profile/<time>/`, where TensorBoard finds it."""


# -------------------------------------------------------------------------------------------------- hooks: random.py


class RandomHooks(Protocol):
    """`backend/<name>/random.py`. `seed` is a uint32 tensor of shape (2,). The same seed gives the same numbers on one backend."""

    PORTABLE: bool  # these are the draws of the portable generator already

    def normal(seed, shape, mean, stddev, dtype): ...
    def uniform(seed, shape, minval, maxval, dtype): ...
    def randint(seed, shape, minval, maxval, dtype): ...
    def truncated_normal(seed, shape, mean, stddev, dtype): ...
    def categorical(seed, logits, num_samples, dtype): ...
    def permutation(seed, n):
        """A random permutation of range(n), int32."""

    def dropout(seed, x, rate, noise_shape): ...
    def advance(seed):
        """The seed with one added to its second word, which wraps."""

    def is_concrete(seed):
        """Whether the seed can be read now, which it cannot while a function is being traced."""

    def seed_framework(seed):
        """Seed the framework's own global generator, where it has one."""

    def make_deterministic():
        """Let the framework use only kernels that give the same bits in each run."""

    def framework_state():
        """Where the framework's own global generator stands, as a NumPy array; None where it has none or does not tell."""

    def restore_framework(state):
        """Put that generator where it stood."""


# ---------------------------------------------------------------------------------------------------- hooks: rnn.py


class RecurrentHooks(Protocol):
    """`backend/<name>/rnn.py`. Besides this it may hold fused kernels, `lstm` and `gru`, of the form `kernel(sequences, states, kernel,
    recurrent_kernel, bias) -> (outputs, states)`, which give None where they cannot run."""

    def projects_each_step(sequences: Tensor) -> bool:
        """Whether a scan had better multiply the inputs `(batch, steps, features)` by their kernel step by step, instead of all steps
        by one product before it."""

    def unrolls(steps: Any) -> bool:
        """Whether a compiled loop over so many steps, a tensor where that is not known, had better be unrolled."""


# ------------------------------------------------------------------------------------------------- hooks: sparse.py


class SparseHooks(Protocol):
    """`backend/<name>/sparse.py`: the one place that knows the framework's sparse tensors. Besides these it holds functions named for
    the ops that have a sparse form (`add`, `matmul`, `sum`, `reshape`, ...; tags in `ops/sparsity.py` say when they are called).
    A backend without sparse tensors raises where it should make one."""

    def is_sparse(x: Any) -> bool: ...
    def densify(x: Any) -> Tensor: ...
    def make(indices: Tensor, values: Tensor, shape: tuple, kept: Tensor | None = None) -> Any:
        """From places `(n, rank)`, each once, and `n` values; of these only the ones that a bool tensor `kept` of `n` marks."""

    def map_values(fn: Any, x: Any) -> Any:
        """`x` with `fn(values)` in the place of its stored values, one for each place."""

    def at_stored(dense: Tensor, x: Any) -> Tensor:
        """The values that a dense tensor, broadcast to the shape of `x`, has where `x` stores some; in the order that `map_values` has."""


# ------------------------------------------------------------------------------------------------- hooks: tracing.py


class TracingHooks(Protocol):
    """`backend/<name>/tracing.py`. The conformance suite runs every op and layer through each of them."""

    TRACERS: dict  # name -> what makes, of a function of tensors, the function that the framework runs after tracing it

    def gradients(fn: Any) -> Any:
        """Of a function of floating tensors that gives a scalar: the function that gives the gradient towards each of them, zeros where
        unconnected. It can be differentiated in turn. NumPy raises."""

    def dispatched(fn: Any, *tensors: Tensor) -> list[str]:
        """The names of the framework's own primitives that `fn(*tensors)` runs through, in order and as the framework spells them:
        those of JAX's jaxpr, torch's ATen functions, TensorFlow's graph nodes, with those of functions inside. NumPy leaves no
        trace, and gives none."""


# ------------------------------------------------------------------------------------------------------------- guests

# What another library or format brings can be run as a layer where the backend has the module for it; `backend.guest(name)` gives it, or
# None. `torch_module.py` (torch) runs modules of torch, `jax_function.py` (JAX, TensorFlow) functions of JAX, and `saved_model.py`
# (TensorFlow) SavedModels.


# -------------------------------------------------------------------------------------------- primitives: ops/<family>.py


class Elementwise(Protocol):
    """`ops/elementwise.py`. Unary ones of the first block get floating (or complex) tensors."""

    def exp(x): ...
    def expm1(x): ...
    def log(x): ...
    def log1p(x): ...
    def log2(x): ...
    def log10(x): ...
    def sqrt(x): ...
    def rsqrt(x): ...
    def sin(x): ...
    def cos(x): ...
    def tan(x): ...
    def arcsin(x): ...
    def arccos(x): ...
    def arctan(x): ...
    def sinh(x): ...
    def cosh(x): ...
    def tanh(x): ...
    def arcsinh(x): ...
    def arccosh(x): ...
    def arctanh(x): ...
    def arctan2(x1, x2): ...
    def divide(x1, x2): ...

    # numeric, dtype kept
    def absolute(x): ...  # complex gives the real magnitude
    def negative(x): ...
    def sign(x): ...
    def floor(x): ...  # integers come in as floats for floor and ceil
    def ceil(x): ...
    def round(x, decimals=0): ...  # half to even
    def add(x1, x2): ...
    def subtract(x1, x2): ...
    def multiply(x1, x2): ...
    def floor_divide(x1, x2): ...  # towards minus infinity
    def mod(x1, x2): ...  # sign of the divisor, as NumPy
    def power(x1, x2): ...
    def maximum(x1, x2): ...  # NaN propagates
    def minimum(x1, x2): ...
    def clip(x, x_min, x_max): ...  # bounds are tensors of x's dtype, or None
    def where(condition, x1, x2): ...  # condition bool, x1 and x2 of one dtype

    # comparisons and logic, bool results
    def isnan(x): ...
    def isinf(x): ...
    def isfinite(x): ...  # the three also for integers
    def equal(x1, x2): ...
    def not_equal(x1, x2): ...
    def greater(x1, x2): ...
    def greater_equal(x1, x2): ...
    def less(x1, x2): ...
    def less_equal(x1, x2): ...
    def logical_not(x): ...  # bool in
    def logical_and(x1, x2): ...
    def logical_or(x1, x2): ...
    def logical_xor(x1, x2): ...
    def bitwise_not(x): ...  # integers and bool
    def bitwise_and(x1, x2): ...
    def bitwise_or(x1, x2): ...
    def bitwise_xor(x1, x2): ...
    def left_shift(x1, x2): ...
    def right_shift(x1, x2): ...

    # complex
    def real(x): ...
    def imag(x): ...
    def conjugate(x): ...


class Special(Protocol):
    """`ops/special.py`. Floating tensors."""

    def erf(x): ...
    def erfc(x): ...  # exact for large x too, where it is small
    def erfinv(x): ...
    def gammainc(x1, x2): ...  # the lower one, regularised
    def i0(x): ...


class Complex(Protocol):
    """`ops/complex.py`."""

    def complex(real, imag): ...  # float32 to complex64, float64 to complex128


class Reduction(Protocol):
    """`ops/reduction.py`. The dtype of the input is already that of the result for sum, prod, mean, var, cumsum, cumprod."""

    def sum(x, axis=None, keepdims=False): ...
    def prod(x, axis=None, keepdims=False): ...
    def mean(x, axis=None, keepdims=False): ...
    def var(x, axis=None, keepdims=False): ...  # population variance; two-pass, so that large means do no harm
    def max(x, axis=None, keepdims=False): ...
    def min(x, axis=None, keepdims=False): ...
    def any(x, axis=None, keepdims=False): ...  # bool in
    def all(x, axis=None, keepdims=False): ...
    def argmax(x, axis=None, keepdims=False): ...  # int32; first of equals
    def argmin(x, axis=None, keepdims=False): ...
    def logsumexp(x, axis=None, keepdims=False): ...  # -inf rows give -inf, without NaN
    def cumsum(x, axis=None): ...  # axis None: of the flat tensor
    def cumprod(x, axis=None): ...
    def logcumsumexp(x, axis=None, reverse=False): ...


class Creation(Protocol):
    """`ops/creation.py`."""

    def zeros(shape, dtype): ...
    def ones(shape, dtype): ...
    def full(shape, fill_value, dtype): ...  # fill_value a tensor that broadcasts to shape, or a Python number
    def arange(start, stop, step, dtype): ...  # Python numbers or scalar tensors
    def linspace(start, stop, num, endpoint, dtype, axis): ...  # start and stop tensors of the result's dtype, broadcast
    def eye(n, m, k, dtype): ...


class Movement(Protocol):
    """`ops/movement.py`."""

    def reshape(x, newshape): ...  # may hold one -1
    def view(x, dtype): ...  # the bytes as another dtype; the last axis grows or shrinks
    def transpose(x, axes=None): ...
    def expand_dims(x, axis): ...  # axis int or tuple
    def squeeze(x, axis=None): ...  # axis int or tuple; an error when a named axis is not 1
    def broadcast_to(x, shape): ...
    def concatenate(xs, axis=0): ...
    def stack(xs, axis=0): ...
    def split(x, indices_or_sections, axis=0): ...  # list of tensors; unequal parts by a tuple of indices, as NumPy
    def tile(x, repeats): ...  # repeats a tuple, as NumPy with the shorter one padded
    def repeat(x, repeats, axis=None): ...  # repeats an int or an integer tensor
    def pad(x, pad_width, mode="constant", constant_values=0): ...  # ((before, after), ...); constant, reflect, symmetric, edge, wrap
    def flip(x, axis=None): ...
    def roll(x, shift, axis=None): ...  # ints or tuples
    def tril(x, k=0): ...
    def triu(x, k=0): ...


class Indexing(Protocol):
    """`ops/indexing.py`. Indices may be negative; out of range is undefined, never a crash of the process."""

    def getitem(x, key): ...  # NumPy's: ints, slices (negative steps too), None, Ellipsis, integer and bool tensors
    def take(x, indices, axis=None): ...
    def take_along_axis(x, indices, axis=-1): ...  # batch dimensions broadcast
    def scatter(indices, values, shape): ...  # adds up repeated indices; indices (..., k) over the first k axes of shape
    def scatter_update(inputs, indices, updates): ...  # the last one wins
    def slice(inputs, start_indices, shape): ...  # start_indices ints or scalar tensors
    def slice_update(inputs, start_indices, updates): ...
    def one_hot(x, num_classes, axis, dtype): ...  # out of range gives zeros
    def sort(x, axis=-1): ...
    def argsort(x, axis=-1): ...  # stable, int32
    def top_k(x, k, sorted=True, is_stable=True): ...  # (values, int32 indices) along the last axis; stable: first of equals first
    def nonzero(x): ...  # tuple of int32 tensors; eager, or where the framework has dynamic shapes
    def searchsorted(sorted_sequence, values, side="left"): ...  # 1-d sequence; int32
    def segment_sum(data, segment_ids, num_segments, sorted=False): ...  # ids out of range are dropped; sorted: they ascend


class Linalg(Protocol):
    """`ops/linalg.py`."""

    def matmul(x1, x2): ...  # NumPy's batch rules, 1-d operands too
    def einsum(subscripts, *operands): ...  # subscripts with an arrow, without blanks
    # The next three, when eager, raise a ValueError for matrices that are not positive definite, or singular.
    def cholesky(x): ...  # lower, of the lower triangle of x alone
    def inv(x): ...
    def solve(a, b): ...  # b (..., n) or (..., n, k), told apart by a.ndim == b.ndim + 1
    def solve_triangular(a, b, lower=False): ...  # divides by zero where the diagonal holds one
    def det(x): ...
    def qr(x, mode="reduced"): ...
    def svd(x, full_matrices=True, compute_uv=True): ...  # u, s, vh
    def eigh(x): ...  # of the lower triangle of x alone


class Factorization(Protocol):
    """`ops/factorization.py`."""

    def eig(x): ...  # complex values and vectors, also where all are real
    def slogdet(x): ...  # sign, and the real logarithm
    def pinv(x, rcond=None):
        """Singular values up to `rcond` times the largest count as 0; None is max(n, m) * epsilon. The gradient is that of a fixed
        rank, finite where singular values coincide."""


class Activation(Protocol):
    """`ops/activation.py`. Floating tensors. The rest of the activations have bodies; alias the native one where it agrees to rounding."""

    def sigmoid(x): ...
    def softplus(x): ...  # stable for large |x|
    def log_sigmoid(x): ...
    def relu(x): ...  # gradient 0 at 0; any numeric dtype
    def softmax(x, axis=-1): ...
    def log_softmax(x, axis=-1): ...


class Convolution(Protocol):
    """`ops/convolution.py`. inputs (N, ..., C) for "channels_last", (N, C, ...) for "channels_first"; 1 to 3 spatial dimensions.
    kernel (..., C_in / groups, C_out). strides and dilation_rate are tuples, padding "valid" or "same" (TensorFlow's rule: the
    odd pixel goes after). channels_last runs without copies where the framework can (permuted views in torch)."""

    def conv(inputs, kernel, strides, padding, data_format, dilation_rate): ...  # groups follow from the shapes
    def depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate):
        """kernel (..., C_in, multiplier); output channel `c * multiplier + m`."""

    def conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate): ...  # kernel (..., C_out, C_in)


class Pooling(Protocol):
    """`ops/pooling.py`. Inputs, strides and padding as in `Convolution`; pool_size is a tuple."""

    def max_pool(inputs, pool_size, strides, padding, data_format): ...
    def average_pool(inputs, pool_size, strides, padding, data_format): ...  # "same": padding is not counted


class Attention(Protocol):
    """`ops/attention.py`."""

    def dot_product_attention(query, key, value, bias, mask, scale, is_causal):
        """query (B, T, N, H), key and value (B, S, K, H) with N a multiple of K; bias and mask broadcast to (B, N, T, S) or None;
        mask True keeps. Softmax in float32 at least. The framework's fused kernel where its conditions hold. A row with nothing
        to attend to gives finite values."""


class Signal(Protocol):
    """`ops/signal.py`. Tensors are of float32 or float64. Complex numbers are pairs [real part, imaginary part], and come back as such."""

    def fft(x): ...  # along the last axis
    def fft2(x): ...  # along the last two axes
    def ifft2(x): ...
    def rfft(x, fft_length=None): ...  # x is real; cut or padded with zeros to fft_length
    def irfft(x, fft_length=None): ...  # gives one tensor
    def extract_sequences(x, sequence_length, sequence_stride): ...  # any dtype; no frames where x is too short


class Control(Protocol):
    """`ops/control.py`. Structures are nests of tensors."""

    def cond(pred, true_fn, false_fn): ...  # no operands
    def while_loop(cond, body, loop_vars, maximum_iterations=None): ...  # cond and body take the variables one by one; a tuple comes back
    def scan(f, init, xs=None, length=None, reverse=False, unroll=1): ...  # f(carry, x) -> (carry, y); as jax.lax.scan
    def vectorized_map(function, elements): ...  # over the first axis of every leaf
    def custom_gradient(fn):
        """fn(*tensors) -> (result, grad) with grad(*upstream) -> gradient or tuple of them (also given as keyword `upstream`)."""

    def checkpoint(fn):
        """fn whose intermediate values are computed again in the backward pass."""

    def jvp(fun, primals, tangents, has_aux):
        """(value, derivative along `tangents`) of fun(*primals), zeros where they do not depend on them; with `has_aux`, of the first of
        the two things that fun gives, and the second one behind."""


FAMILIES = {
    "elementwise": Elementwise,
    "special": Special,
    "complex": Complex,
    "reduction": Reduction,
    "creation": Creation,
    "movement": Movement,
    "indexing": Indexing,
    "linalg": Linalg,
    "factorization": Factorization,
    "activation": Activation,
    "convolution": Convolution,
    "pooling": Pooling,
    "attention": Attention,
    "signal": Signal,
    "control": Control,
}
"""File in `backend/<name>/ops/` -> the primitives it must hold."""

HOOKS = {
    "tensor": TensorHooks,
    "layer": LayerHooks,
    "step": StepHooks,
    "random": RandomHooks,
    "rnn": RecurrentHooks,
    "sparse": SparseHooks,
    "tracing": TracingHooks,
}
"""File in `backend/<name>/` -> the hooks it must hold."""
