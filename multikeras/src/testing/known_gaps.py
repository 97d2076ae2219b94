"""Checks that are known to fail: gaps of a framework that we cannot close. Each becomes a strict xfail.

A gap is `(subject, check, backend, variant)`, "*" for any; what stands beside it is the reason.
"""

GAPS: dict[tuple[str, str, str, str], str] = {
    ("batch_standardization", "gradient", "*", "*"): "the mean and the variance that it gives besides come without gradient",
    **{(name, "traced_xla", "tensorflow", "*"): "TensorFlow's XLA has no determinant" for name in ("det", "logdet", "slogdet")},
    ("Embedding", "config_of", "*", "weights"): "initial values are weights, which a config does not hold",
    ("Resizing", "config_of", "*", "fill_mode"): "there is one fill mode, so that no other can be tried",
    (
        "squeeze",
        "unknown_dimensions",
        "*",
        "*",
    ): "without an axis, a size that is unknown counts as one that is not 1, as in Keras",
}
