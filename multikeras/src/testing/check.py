"""Checks: small named functions that raise an AssertionError when something is not as it must be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from multikeras.src import backend
from multikeras.src.testing.known_gaps import GAPS


@dataclass(frozen=True)
class Check:
    """One check of one subject.

    Args:
        subject: Name of the op, layer or backend.
        name: What is checked, e.g. "gradient".
        run: Raises an AssertionError when it does not hold.
        variant: What distinguishes it from others of that name: a dtype, the number of a sample.
    """

    subject: str
    name: str
    run: Callable[[], None]
    variant: str | None = None

    @property
    def title(self) -> str:
        """Name by which reports speak of the check."""
        return f"{self.subject}-{self.name}" if self.variant is None else f"{self.subject}-{self.name}-{self.variant}"

    @property
    def known_gap(self) -> str | None:
        """Why the check cannot pass on this backend, if that is known."""
        for gap, reason in GAPS.items():
            wanted = (self.subject, self.name, backend.NAME, self.variant)
            if all(given in ("*", value) for given, value in zip(gap, wanted, strict=True)):
                return reason
        return None


def run_checks(checks: Iterable[Check]) -> None:
    """Run the checks that are no known gaps.

    Raises:
        AssertionError: Checks failed; all are named, the first one's error is the cause.
    """
    failures: list[tuple[Check, Exception]] = []
    for check in checks:
        if check.known_gap is not None:
            continue
        try:
            check.run()
        except Exception as error:  # noqa: BLE001 - whatever a check stumbles over is reported with the check's name
            failures.append((check, error))
    if failures:
        lines = "".join(f"\n- {check.title}: {type(error).__name__}: {error}" for check, error in failures)
        raise AssertionError(f"{len(failures)} checks failed on the {backend.NAME} backend:{lines}") from failures[0][1]
