"""Which layers compute intermediate values again for the gradient instead of keeping them."""

from collections.abc import Sequence

from multikeras.src.core.export import export
from multikeras.src.core.scope import context

MODES = ("full", "activations", "larger_than", "list_of_layers", None)


@export("multikeras.RematScope")
class RematScope:
    """A `with` block: layers made in it compute their intermediate values again for the gradient, which saves memory for time.

    Chen et al., 2016, https://arxiv.org/abs/1604.06174

    Args:
        mode: `"full"` for every layer (of a layer within layers only the outermost, of models the layers); `"activations"` for
            activation functions alone; `"larger_than"` for layers whose output has more than `output_size_threshold` elements;
            `"list_of_layers"` for those in `layer_names`; None for no layer.
        output_size_threshold: Number of elements, the batch included.
        layer_names: Names of layers.

    Raises:
        ValueError: The mode is none of these.

    Example:

    >>> with multikeras.RematScope(mode="full"):
    ...     layer = multikeras.layers.Dense(2, activation="gelu")
    >>> tuple(layer(np.ones((3, 4), "float32")).shape)
    (3, 2)
    """

    def __init__(self, mode: str | None = "full", output_size_threshold: int = 1024, layer_names: Sequence[str] | None = None):
        if mode not in MODES:
            raise ValueError(f"RematScope: `mode` must be one of {MODES}, got {mode!r}.")
        self.mode = mode
        self.output_size_threshold = output_size_threshold
        self.layer_names = list(layer_names or ())

    def __enter__(self) -> "RematScope":
        self._outer, context.remat = context.remat, self
        return self

    def __exit__(self, *error: object) -> None:
        context.remat = self._outer
