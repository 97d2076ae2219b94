"""Checks that are known to fail: gaps of a framework that we cannot close. Each becomes a strict xfail.

A gap is `(subject, check, backend, variant)`, "*" for any; what stands beside it is the reason.
"""

GAPS: dict[tuple[str, str, str, str], str] = {
    ("multiply", "sparse", "torch", "*"): "torch.mul, called as it is, gives zeros where it should repeat a sparse tensor along an axis",
    **{(name, "special", "torch", "*"): "PyTorch's remainder is NaN when the quotient overflows" for name in ("mod", "fmod")},
    ("floor_divide", "special", "tensorflow", "*"): "TensorFlow rounds a quotient that has been rounded already",
    **{
        (name, "vectorized", "torch", "*"): "PyTorch's vmap takes no control flow that depends on values"
        for name in ("cond", "switch", "while_loop")
    },
    ("differentiated_by", "vectorized", "torch", "*"): "PyTorch's vmap takes no function that keeps its rule from the forward pass",
    ("jvp", "*", "numpy", "*"): "NumPy has no derivatives",
    ("ctc_loss", "second_derivative", "torch", "*"): "PyTorch differentiates its kernel once only",
    ("sparse_multi_hot", "*", "numpy", "*"): "NumPy has no sparse tensors",
    ("sparse_multi_hot", "traced_dynamo", "torch", "*"): "torch.compile cannot make sparse tensors",
    ("sparse_multi_hot", "vectorized", "torch", "*"): "PyTorch's vmap takes no sizes that depend on values",
    ("sparse_multi_hot", "traced_xla", "tensorflow", "*"): "TensorFlow's XLA has no sparse tensors",
    ("dot_product_attention", "second_derivative", "torch", "*"): "PyTorch differentiates its fused kernel once only",
    **{(name, "traced_xla", "tensorflow", "*"): "TensorFlow's XLA has no determinant" for name in ("det", "logdet", "slogdet")},
    ("gammainc", "second_derivative", "jax", "*"): "JAX has no second derivative of it by the first argument",
    ("gammainc", "gradient", "torch", "*"): "torch has no derivative of it by the first argument",
    ("gammainc", "second_derivative", "torch", "*"): "torch has no derivative of it by the first argument",
    ("gammainc", "second_derivative", "tensorflow", "*"): "TensorFlow has no second derivative of it by the first argument",
    ("i0", "traced_xla", "tensorflow", "*"): "TensorFlow's XLA has no Bessel functions",
    ("kaiser", "traced_xla", "tensorflow", "*"): "TensorFlow's XLA has no Bessel functions",
    ("Embedding", "config_of", "*", "weights"): "initial values are weights, which a config does not hold",
    ("Resizing", "config_of", "*", "fill_mode"): "there is one fill mode, so that no other can be tried",
    (
        "squeeze",
        "unknown_dimensions",
        "*",
        "*",
    ): "without an axis, a size that is unknown counts as one that is not 1, as in Keras",
}
