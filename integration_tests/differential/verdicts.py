"""Why something differs from Keras's: (name, kind, backend) -> whose doing, and the reason. "*" stands for any letters."""

from fnmatch import fnmatchcase

KERAS = "Keras's fault"
PURPOSE = "on purpose"
UNDEFINED = "undefined"

NAN_ORDER = "NumPy sorts NaN behind all numbers, on every backend"
INT8 = "the products of int8 are summed up in int32, as Keras's own matmul does"
ROUNDING = "16-bit floats are computed in float32 before they are rounded"
NUMPY = "ours is NumPy's number"
INDEX = "indices and counts are int32 on every backend"
KEEPDIMS = "`keepdims` and `axis=()` mean what they mean in NumPy"

VERDICTS: dict[tuple[str, str, str], tuple[str, str]] = {
    ("*", "width", "*"): (PURPOSE, "64 bits are not narrowed to 32 without being asked"),
    ("*", "dtype", "numpy"): (KERAS, "float16 and bfloat16 become float32 or float64, float32 in a scan float64, on this backend alone"),
    ("*", "raises", "*"): (KERAS, "it refuses a call that NumPy, or the same op on another backend, takes"),
    # elementwise
    ("corrcoef", "*", "*"): (KERAS, "complex numbers lose their imaginary part, integers are divided as integers or become float64"),
    ("geomspace", "*", "*"): (KERAS, "complex ends lose their imaginary part, one number is NaN, the dtype asked for is not given"),
    ("heaviside", "dtype", "*"): (PURPOSE, "integers become floatx, not float64"),
    ("polar", "*", "*"): (PURPOSE, "complex numbers of 16-bit parts do not exist elsewhere, so that they have parts of 32 bits"),
    ("vander", "dtype", "*"): (KERAS, "powers of truth values are no truth values"),
    ("kaiser", "dtype", "*"): (PURPOSE, "the window has the dtype of `beta`"),
    ("kaiser", "value", "jax"): (KERAS, "of a large `beta` in float16 the Bessel function overflows, and the window is 0"),
    **{
        (name, "dtype", "jax"): (KERAS, "int64 becomes float64, on this backend alone, not floatx as in other ops")
        for name in ("divide", "divide_no_nan", "logsumexp", "trapezoid")
    },
    # reductions
    ("*", "shape", "torch"): (KERAS, KEEPDIMS),
    ("average", "shape", "*"): (KERAS, NUMPY),
    ("sum", "dtype", "*"): (PURPOSE, "sums of unsigned integers are unsigned"),
    ("nan*", "dtype", "*"): (PURPOSE, "sums and products have room for what they add up, as those without `nan` in their name"),
    ("nan*", "value", "*"): (KERAS, "infinities become the largest number, complex numbers lose their imaginary part"),
    ("var", "dtype", "*"): (KERAS, "a variance is a real number, of complex numbers too"),
    ("logsumexp", "dtype", "numpy"): (KERAS, "bfloat16 becomes float64"),
    ("arg*", "value", "*"): (KERAS, NAN_ORDER),
    ("median", "value", "*"): (KERAS, "infinities beside each other do not make NaN"),
    ("norm", "value", "tensorflow"): (KERAS, "the norm of no numbers is 0"),
    ("histogram", "*", "*"): (PURPOSE, f"{INDEX}; a range of no width is widened as in NumPy"),
    ("correlate", "*", "*"): (KERAS, NUMPY),
    # creation and movement
    ("empty*", "value", "*"): (UNDEFINED, "the numbers of an empty tensor are any; ours are 0"),
    ("get_item", "shape", "*"): (KERAS, NUMPY),
    ("vstack", "shape", "*"): (KERAS, NUMPY),
    ("rot90", "value", "tensorflow"): (KERAS, NUMPY),
    # ordering and indexing
    ("sort", "value", "*"): (KERAS, NAN_ORDER),
    ("searchsorted", "value", "*"): (KERAS, NAN_ORDER),
    ("top_k", "value", "*"): (PURPOSE, "of equals the first comes first on every backend, and NaN counts as the largest"),
    ("top_k", "dtype", "*"): (PURPOSE, INDEX),
    ("unique", "*", "*"): (PURPOSE, f"what fills up to `size` is 0 and its place is the same on every backend; {INDEX}"),
    ("unravel_index", "value", "tensorflow"): (KERAS, "the axes come in the wrong order"),
    ("unravel_index", "dtype", "*"): (PURPOSE, INDEX),
    ("nonzero", "*", "torch"): (KERAS, "one tensor where NumPy has one for each axis"),
    ("size", "dtype", "torch"): (PURPOSE, INDEX),
    ("take", "shape", "jax"): (KERAS, f"without elements the shape of the indices is lost; {NUMPY}"),
    ("take", "value", "torch"): (KERAS, "without an axis, negative indices count from the end of the first one"),
    # linear algebra
    ("dot", "dtype", "*"): (PURPOSE, INT8),
    ("inner", "dtype", "*"): (PURPOSE, INT8),
    ("vdot", "dtype", "*"): (PURPOSE, INT8),
    ("tensordot", "dtype", "*"): (PURPOSE, INT8),
    ("dot", "shape", "torch"): (KERAS, NUMPY),
    ("vdot", "value", "*"): (KERAS, "the first argument is not conjugated"),
    ("eig*", "dtype", "*"): (KERAS, "eigenvalues of Hermitian matrices are real, those of others complex, of none as well"),
    ("logdet", "*", "*"): (
        UNDEFINED,
        "of a matrix that is not positive definite; ours is the logarithm of the determinant, NaN for a negative one",
    ),
    ("slogdet", "dtype", "*"): (KERAS, "the logarithm of a magnitude is real; bfloat16 does not become float64"),
    ("lu_factor", "value", "tensorflow"): (KERAS, "permutations in the place of pivots"),
    # neural networks, signals, images
    ("*crossentropy", "dtype", "*"): (PURPOSE, "the loss has the dtype of the outputs"),
    ("ctc_decode", "value", "*"): (UNDEFINED, "paths of equal or nearly equal scores; the class of `mask_index` counts"),
    ("ctc_loss", "value", "tensorflow"): (KERAS, "without labels the loss is that of blanks alone"),
    ("sparsemax", "*", "*"): (KERAS, "its result does not add up to 1 (Martins and Astudillo, 2016)"),
    ("rfft", "*", "*"): (PURPOSE, ROUNDING),
    ("stft", "*", "*"): (KERAS, "a window of ones, where none is asked for, is as long as the frame on some backends only"),
    ("affine_transform", "value", "*"): (KERAS, "of a batch of transformations the wrong one is taken, or another fill mode"),
    ("map_coordinates", "value", "tensorflow"): (KERAS, "coordinates beyond the edge are reflected once only"),
    ("gaussian_blur", "*", "*"): (KERAS, "kernels that are not square are turned, integers lose their scale"),
    ("resize", "value", "*"): (UNDEFINED, "the kernel of bicubic interpolation; ours is the same on every backend (a = -0.5)"),
    ("sobel_edges", "*", "*"): (UNDEFINED, "the border; ours reflects it on every backend"),
    # layers
    ("AveragePooling2D", "value", "torch"): (KERAS, "padding counts as zeros, on this backend alone"),
    ("UpSampling2D", "value", "torch"): (UNDEFINED, "the kernel of bicubic interpolation; ours is the same on every backend (a = -0.5)"),
    ("Lambda", "config", "*"): (UNDEFINED, "a function of the library is written by its name, which the other library does not know"),
    ("Random*", "dtype", "*"): (PURPOSE, "images come out in the compute dtype, at inference as in training"),
    ("Contrast*", "*", "*"): (PURPOSE, "images come out in the compute dtype and are not rounded"),
    ("Equalization", "value", "*"): (KERAS, "one histogram for all images of a batch, so that each depends on the others"),
    ("RandomCrop", "shape", "*"): (KERAS, "images are not cropped at inference, against its documentation"),
    ("RandomGaussianBlur", "config", "*"): (KERAS, "a sigma above 1 is refused"),
    ("MultiHeadAttention", "config", "*"): (UNDEFINED, "a list for a tuple: JSON knows no tuples"),
    ("BatchNormalization", "config", "*"): (UNDEFINED, "`renorm` came with Keras 3.16"),
    # control
    ("associative_scan", "dtype", "torch"): (KERAS, "16-bit floats become float32"),
}


def verdict(name: str, kind: str, backend: str) -> tuple[str, str] | None:
    """What is known of a difference, None for nothing. What names the subject comes before what holds for any."""
    wanted = (name, kind, backend)
    fitting = [key for key in VERDICTS if all(fnmatchcase(value, given) for given, value in zip(key, wanted, strict=True))]
    return VERDICTS[min(fitting, key=lambda key: (key[0] == "*", key.count("*")))] if fitting else None
