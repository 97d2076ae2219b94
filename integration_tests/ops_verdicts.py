"""Why an op differs from Keras's: (op, kind, backend) -> whose doing, and the reason. "*" stands for any."""

KERAS = "Keras's fault"
PURPOSE = "on purpose"
UNDEFINED = "undefined"

VERDICTS: dict[tuple[str, str, str], tuple[str, str]] = {
    ("*", "width", "*"): (PURPOSE, "64 bits are not narrowed to 32 without being asked"),
}


def verdict(op: str, kind: str, backend: str) -> tuple[str, str] | None:
    """What is known of a difference, None for nothing."""
    for (some_op, some_kind, some_backend), found in VERDICTS.items():
        if all(given in ("*", value) for given, value in ((some_op, op), (some_kind, kind), (some_backend, backend))):
            return found
    return None
