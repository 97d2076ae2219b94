"""Connectionist temporal classification: the loss of label sequences without alignment, and the search for the best ones.

Graves et al., 2006, https://doi.org/10.1145/1143844.1143891.
"""

from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.activation import log_softmax
from multikeras.src.ops.control import scan
from multikeras.src.ops.creation import arange, full
from multikeras.src.ops.elementwise import clip, equal, logaddexp, maximum, minimum, not_equal, where
from multikeras.src.ops.encoding import one_hot
from multikeras.src.ops.indexing import argsort, take_along_axis, top_k
from multikeras.src.ops.linalg import matmul
from multikeras.src.ops.movement import broadcast_to, concatenate, expand_dims, moveaxis, pad, reshape, stack, swapaxes
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import wide
from multikeras.src.ops.reduction import any_, argmax, logsumexp, max_, sum_
from multikeras.src.ops.tensor import cast, shape

IMPOSSIBLE = -1e30
"""The logarithm of a probability of zero: below all others, and finite, so that gradients are too."""


def _blank(mask_index: int, classes: int) -> int:
    return shapes.canonical_axis(mask_index, classes, "mask_index")


def _check_lengths(name: str, lengths: Any, x: Any) -> None:
    if len(lengths.shape) != 1 or not shapes.is_compatible(tuple(lengths.shape), tuple(x.shape[:1])):
        raise ValueError(f"`{name}` must have the shape ({x.shape[0]},), one length for each sample; got {tuple(lengths.shape)}.")


# -------------------------------------------------------------------------------------------------------------------- loss


def _one_a_sample(target: KerasTensor, log_probabilities: KerasTensor, *others: Any) -> KerasTensor:
    return KerasTensor(shapes.broadcast(target.shape[:1], log_probabilities.shape[:1]), log_probabilities.dtype)


def _losses(
    target: KerasTensor, output: KerasTensor, target_length: KerasTensor, output_length: KerasTensor, mask_index: int = 0
) -> KerasTensor:
    _check_loss(target, output, target_length, output_length, mask_index)
    return _one_a_sample(target, output)


def _check_loss(target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int) -> None:
    if len(target.shape) != 2 or len(output.shape) != 3:
        raise ValueError(
            "`target` must have the shape (batch, labels) and `output` (batch, time, classes); "
            f"got {tuple(target.shape)} and {tuple(output.shape)}."
        )
    if not shapes.is_compatible(tuple(target.shape[:1]), tuple(output.shape[:1])):
        raise ValueError(f"`target` and `output` must be of one batch; got shapes {tuple(target.shape)} and {tuple(output.shape)}.")
    if output.shape[2] is None:
        raise ValueError(f"The number of classes must be known; `output` has the shape {tuple(output.shape)}.")
    _blank(mask_index, output.shape[2])
    _check_lengths("target_length", target_length, target)
    _check_lengths("output_length", output_length, output)


def _loss_reference(
    target: np.ndarray, output: np.ndarray, target_length: np.ndarray, output_length: np.ndarray, mask_index: int = 0
) -> np.ndarray:
    p = np.exp(output - output.max(-1, keepdims=True))
    return _unnormalized_loss(target, np.log(p / p.sum(-1, keepdims=True)), target_length, output_length, mask_index % output.shape[2])


def _unnormalized_loss(
    target: np.ndarray, log_probabilities: np.ndarray, target_length: np.ndarray, output_length: np.ndarray, blank: int
) -> np.ndarray:
    """Sums over all alignments by the forward recursion, one sample after the other, in probabilities."""
    losses = np.zeros(len(target))
    for b, (length, steps) in enumerate(zip(target_length, output_length, strict=True)):
        p = np.exp(log_probabilities[b])
        labels = [blank]
        for label in target[b, :length]:
            labels += [label, blank]
        alpha = np.zeros(len(labels))
        alpha[0] = 1
        for t in range(steps):
            before = alpha.copy()
            for s, label in enumerate(labels):
                alpha[s] = before[s] + (before[s - 1] if s else 0)
                if s % 2 and s > 1 and label != labels[s - 2]:
                    alpha[s] += before[s - 2]
                alpha[s] *= p[t, label]
        losses[b] = -np.log(alpha[-2:].sum())
    return losses


_TARGET = np.array([[1, 2, 1], [3, 3, 0], [4, 1, 2]], "int32")
_LENGTHS = np.array([3, 2, 3], "int32")
_STEPS = np.array([7, 5, 6], "int32")


@op(
    promote=wide.of("log_probabilities"),
    infer=_one_a_sample,
    cases=Cases(
        _unnormalized_loss,
        (
            call(_TARGET, draw(3, 7, 5, low=-4, high=-1), _LENGTHS, _STEPS, 0),
            call(_TARGET, draw(3, 7, 5, low=-4, high=-1), np.array([0, 1, 0], "int32"), np.array([7, 2, 0], "int32"), 4),
        ),
        ("float32", "float64"),
    ),
)
def ctc_loss_of_log_probabilities(
    target: Tensor, log_probabilities: Tensor, target_length: Tensor, output_length: Tensor, blank: int
) -> Tensor:
    """The loss from logarithms of probabilities, of labels and lengths that are in range; `ctc_loss` sees to that.

    The forward recursion over the states of an alignment, which are the labels with a blank before, between and behind them.

    Args:
        target: Integer tensor `(batch, labels)`.
        log_probabilities: Tensor `(batch, time, classes)`.
        target_length: Integer tensor `(batch,)`.
        output_length: Integer tensor `(batch,)`.
        blank: Class of the blank.

    Returns:
        Tensor `(batch,)`.
    """
    batch, labels = shape(target)
    steps, dtype = shape(log_probabilities)[1], log_probabilities.dtype
    states = 2 * labels + 1

    def behind_blanks(blanks: Any, values: Any) -> Any:
        blanks = full((batch, labels + 1), blanks, dtype=values.dtype)
        return concatenate([reshape(stack([blanks[:, 1:], values], -1), (batch, 2 * labels)), blanks[:, :1]], 1)

    classes = broadcast_to(expand_dims(behind_blanks(blank, target), 1), (batch, steps, states))
    emissions = maximum(take_along_axis(log_probabilities, classes, -1), IMPOSSIBLE)
    # The blank between two labels may be left out, unless they are the same.
    repeats = equal(target, pad(target, ((0, 0), (1, 0)), constant_values=-1)[:, :-1])
    penalty = behind_blanks(IMPOSSIBLE, where(repeats, cast(IMPOSSIBLE, dtype), cast(0, dtype)))
    active = expand_dims(expand_dims(arange(steps, dtype="int32"), 1) < cast(output_length, "int32"), -1)

    def step(scores: Any, x: tuple) -> tuple:
        emission, is_active = x
        ways = stack([scores[:, 2:], scores[:, 1:-1], scores[:, :-2] + penalty])
        advanced = pad(logsumexp(ways, 0) + emission, ((0, 0), (2, 0)), constant_values=IMPOSSIBLE)
        return where(is_active, advanced, scores), None

    # Two states that cannot be stand in front, so that each has two before it.
    start = where(equal(arange(states + 2, dtype="int32"), 2), cast(0, dtype), cast(IMPOSSIBLE, dtype))
    scores, _ = scan(step, broadcast_to(start, (batch, states + 2)), (moveaxis(emissions, 1, 0), active))
    last = 2 * cast(target_length, "int32")
    score = logsumexp(take_along_axis(scores, stack([last + 1, last + 2], -1), 1), 1)
    return where(score > IMPOSSIBLE / 2, -score, np.inf)


@op(
    "nn",
    promote=wide.of("output"),
    infer=_losses,
    cases=Cases(
        _loss_reference,
        (
            call(_TARGET, draw(3, 7, 5), _LENGTHS, _STEPS),
            call(_TARGET, draw(3, 7, 6), _LENGTHS, _STEPS, mask_index=-1),
            call(_TARGET.astype("int64"), draw(3, 7, 5, low=-30, high=30), _LENGTHS.astype("int64"), _STEPS, mask_index=0),
            call(_TARGET[:2], draw(2, 4, 5), np.array([3, 0], "int32"), np.array([4, 4], "int32"), mask_index=4),
            call(_TARGET[:, :0], draw(3, 4, 5), np.array([0, 0, 0], "int32"), np.array([4, 0, 1], "int32")),
        ),
        differentiable=True,
    ),
)
def ctc_loss(target: Tensor, output: Tensor, target_length: Tensor, output_length: Tensor, mask_index: int = 0) -> Tensor:
    """Loss of connectionist temporal classification: minus the logarithm of the probability of a sequence of labels.

    The probability is the sum over all ways to spread the labels over time, where labels may be repeated and blanks come between.

    Graves et al., 2006, https://doi.org/10.1145/1143844.1143891.

    Args:
        target: Integer tensor `(batch, labels)` of classes, padded behind.
        output: Tensor `(batch, time, classes)` of logits; logarithms of probabilities are logits too.
        target_length: Integer tensor `(batch,)`: how many labels count.
        output_length: Integer tensor `(batch,)`: how many time steps count.
        mask_index: Class of the blank, 0 by default; a negative one counts from the last.

    Returns:
        Tensor `(batch,)` of at least 32 bits. It is infinite, with a gradient of zero, where the labels do not fit into the time
        steps, and NaN where a label is no class.

    Raises:
        ValueError: The shapes do not fit, or there is no such class.

    Example:

    >>> loss = multikeras.ops.ctc_loss([[1]], np.zeros((1, 2, 2)), [1], [2])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.exp(-loss)).round(4).tolist()
    [0.75]
    """
    _check_loss(target, output, target_length, output_length, mask_index)
    labels, (_, steps, classes) = shape(target)[1], shape(output)
    target = cast(target, "int32")
    target_length = clip(cast(target_length, "int32"), 0, labels)
    losses = ctc_loss_of_log_probabilities(
        clip(target, 0, classes - 1),
        log_softmax(output, -1),
        target_length,
        clip(cast(output_length, "int32"), 0, steps),
        _blank(mask_index, classes),
    )
    is_no_class = (target < 0) | (target >= classes)
    counts = arange(labels, dtype="int32") < expand_dims(target_length, 1)
    return where(any_(is_no_class & counts, 1), np.nan, losses)


# ---------------------------------------------------------------------------------------------------------------- decoding

STRATEGIES = ("greedy", "beam_search")


def _check_decode(inputs: Any, sequence_lengths: Any, strategy: str, beam_width: int, top_paths: int, mask_index: int) -> None:
    if strategy not in STRATEGIES:
        raise ValueError(f"`strategy` must be one of {STRATEGIES}; got {strategy!r}.")
    if len(inputs.shape) != 3 or inputs.shape[2] is None:
        raise ValueError(f"`inputs` must have the shape (batch, time, classes), with a known number of classes; got {tuple(inputs.shape)}.")
    if strategy == "beam_search" and not 1 <= top_paths <= beam_width:
        raise ValueError(f"`top_paths` must be from 1 to `beam_width`; got {top_paths} and {beam_width}.")
    _blank(mask_index, inputs.shape[2])
    _check_lengths("sequence_lengths", sequence_lengths, inputs)


def _decoded(
    inputs: KerasTensor,
    sequence_lengths: KerasTensor,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple:
    _check_decode(inputs, sequence_lengths, strategy, beam_width, top_paths, mask_index)
    paths = 1 if strategy == "greedy" else top_paths
    batch, steps, _ = inputs.shape
    return KerasTensor((paths, batch, steps), "int32"), KerasTensor((batch, paths), inputs.dtype)


def _greedy_reference(
    inputs: np.ndarray, sequence_lengths: np.ndarray, strategy: str = "greedy", merge_repeated: bool = True, mask_index: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    paths, scores = np.full((1, *inputs.shape[:2]), -1, "int32"), np.zeros((len(inputs), 1))
    for b, steps in enumerate(sequence_lengths):
        before, found = None, []
        for row in inputs[b, :steps]:
            best = int(row.argmax())
            if best != mask_index % len(row) and not (merge_repeated and best == before):
                found.append(best)
            before = best
            scores[b, 0] -= row[best]
        paths[0, b, : len(found)] = found
    return paths, scores


def _beam_reference(
    inputs: np.ndarray, sequence_lengths: np.ndarray, beam_width: int, top_paths: int, mask_index: int
) -> tuple[np.ndarray, np.ndarray]:
    """Prefix beam search in probabilities, with a dictionary from prefix to the probabilities of ending in a blank and in a label."""
    paths = np.full((top_paths, *inputs.shape[:2]), -1, "int32")
    scores = np.full((len(inputs), top_paths), -np.inf)
    for b, steps in enumerate(sequence_lengths):
        beams = {(): (1.0, 0.0)}
        for row in np.exp(inputs[b, :steps]):
            row = row / row.sum()
            found: dict[tuple, list] = {}
            for prefix, (in_blank, in_label) in beams.items():
                ends = found.setdefault(prefix, [0.0, 0.0])
                ends[0] += (in_blank + in_label) * row[mask_index]
                ends[1] += in_label * row[prefix[-1]] if prefix else 0.0
                for label in set(range(len(row))) - {mask_index % len(row)}:
                    repeats = bool(prefix) and label == prefix[-1]
                    found.setdefault((*prefix, label), [0.0, 0.0])[1] += (in_blank if repeats else in_blank + in_label) * row[label]
            beams = dict(sorted(found.items(), key=lambda one: -sum(one[1]))[:beam_width])
        for place, (prefix, ends) in enumerate(list(beams.items())[:top_paths]):
            paths[place, b, : len(prefix)] = prefix
            scores[b, place] = np.log(sum(ends))
    return paths, scores


def _decode_reference(
    inputs: np.ndarray,
    sequence_lengths: np.ndarray,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    if strategy == "greedy":
        return _greedy_reference(inputs, sequence_lengths, strategy, merge_repeated, mask_index)
    return _beam_reference(inputs, sequence_lengths, beam_width, top_paths, mask_index)


def _beam_calls() -> tuple:
    lengths = np.array([7, 5, 1], "int32")
    options = (
        {"beam_width": 10, "top_paths": 3},
        {"beam_width": 1, "mask_index": 4},
        {"beam_width": 3, "top_paths": 2, "mask_index": -2, "merge_repeated": False},
        {"beam_width": 60, "top_paths": 20},
    )
    return tuple(call(draw(3, 7, 5), lengths, strategy="beam_search", **option) for option in options)


def _greedy(inputs: Any, sequence_lengths: Any, merge_repeated: bool, blank: int) -> tuple:
    best = argmax(inputs, -1)
    active = arange(shape(inputs)[1], dtype="int32") < expand_dims(sequence_lengths, 1)
    kept = active & not_equal(best, blank)
    if merge_repeated:
        kept = kept & not_equal(best, pad(best, ((0, 0), (1, 0)), constant_values=-1)[:, :-1])
    order = argsort(where(kept, 0, 1), 1)  # stable, so that what is kept moves to the front in its order
    path = take_along_axis(where(kept, best, -1), order, 1)
    score = -sum_(where(active, max_(inputs, -1), 0), 1, True)
    return expand_dims(path, 0), score


def _search(inputs: Any, sequence_lengths: Any, beam_width: int, top_paths: int, blank: int) -> tuple:
    """Prefix beam search, with arrays `(batch, beam, ...)` in which the beams stand in the order of their scores.

    A beam has the score of its alignments that end in a blank and of those that end in its last label. An extension of one beam may
    be another beam; which ones are, tells `shared`, the length of the prefix that each two beams have in common.
    """
    batch, steps, classes = shape(inputs)
    dtype = inputs.dtype
    log_probabilities = maximum(log_softmax(inputs, -1), IMPOSSIBLE)
    pairs = (batch, beam_width, beam_width)
    columns, places = arange(classes, dtype="int32"), arange(steps, dtype="int32")

    def chosen(x: Any, source: Any) -> Any:
        return take_along_axis(x, source if len(x.shape) == 2 else expand_dims(source, -1), 1)

    def step(state: tuple, x: tuple) -> tuple:
        paths, lengths, last, in_blank, in_label, shared = state
        row, is_active = x
        either = logaddexp(in_blank, in_label)
        is_possible = either > IMPOSSIBLE / 2
        stays_in_blank = either + row[:, blank : blank + 1]
        stays_in_label = in_label + take_along_axis(row, last, 1)
        repeats = equal(expand_dims(last, -1), columns)
        extended = where(repeats, expand_dims(in_blank, -1), expand_dims(either, -1)) + expand_dims(row, 1)

        shorter = expand_dims(lengths, -1)
        extends = equal(expand_dims(lengths, 1), shorter + 1) & equal(shared, shorter)  # the first by one label to the second
        extends = extends & expand_dims(is_possible, -1) & expand_dims(is_possible, 1)
        arriving = take_along_axis(extended, broadcast_to(expand_dims(last, 1), pairs), 2)
        stays_in_label = logaddexp(stays_in_label, max_(where(extends, arriving, IMPOSSIBLE), 1))
        is_beam = matmul(cast(extends, dtype), one_hot(last, classes, dtype=dtype)) > 0
        extended = where(is_beam | equal(columns, blank), IMPOSSIBLE, extended)

        candidates = [logaddexp(stays_in_blank, stays_in_label), reshape(extended, (batch, beam_width * classes))]
        scores, index = top_k(concatenate(candidates, 1), beam_width)
        stays = index < beam_width
        extension = maximum(index - beam_width, 0)
        source = where(stays, index, extension // classes)
        label = extension % classes
        lengths_before = chosen(lengths, source)
        is_new = equal(places, expand_dims(lengths_before, -1)) & expand_dims(~stays, -1)
        new_paths = where(is_new, expand_dims(label, -1), chosen(paths, source))
        new_lengths = where(stays, lengths_before, lengths_before + 1)

        common = take_along_axis(chosen(shared, source), broadcast_to(expand_dims(source, 1), pairs), 2)
        following = take_along_axis(new_paths, minimum(common, steps - 1), 2)
        grows = equal(following, swapaxes(following, 1, 2)) & (common < minimum(expand_dims(new_lengths, -1), expand_dims(new_lengths, 1)))
        advanced = (
            new_paths,
            new_lengths,
            where(stays, chosen(last, source), label),
            where(stays, chosen(stays_in_blank, source), IMPOSSIBLE),
            where(stays, chosen(stays_in_label, source), scores),
            where(grows, common + 1, common),
        )

        def held(new: Any, old: Any) -> Any:
            return where(reshape(is_active, (batch, *(1,) * (len(old.shape) - 1))), new, old)

        return tuple(held(new, old) for new, old in zip(advanced, state, strict=True)), None

    first = where(equal(arange(beam_width, dtype="int32"), 0), cast(0, dtype), cast(IMPOSSIBLE, dtype))
    start = (
        full((batch, beam_width, steps), -1, dtype="int32"),
        full((batch, beam_width), 0, dtype="int32"),
        full((batch, beam_width), blank, dtype="int32"),
        broadcast_to(first, (batch, beam_width)),
        full((batch, beam_width), IMPOSSIBLE, dtype=dtype),
        full(pairs, 0, dtype="int32"),
    )
    active = expand_dims(places, 1) < sequence_lengths
    (paths, _, _, in_blank, in_label, _), _ = scan(step, start, (moveaxis(log_probabilities, 1, 0), active))
    score = logaddexp(in_blank, in_label)[:, :top_paths]
    is_possible = score > IMPOSSIBLE / 2
    paths = where(expand_dims(is_possible, -1), paths[:, :top_paths], -1)
    return moveaxis(paths, 1, 0), where(is_possible, score, -np.inf)


@op(
    "nn",
    promote=wide.of("inputs"),
    infer=_decoded,
    cases=Cases(
        _decode_reference,
        (
            call(draw(3, 7, 5), np.array([7, 0, 6], "int32")),
            call(draw(3, 7, 2), np.array([7, 5, 6], "int64"), merge_repeated=False),
            call(draw(3, 7, 2), np.array([7, 5, 6], "int32"), mask_index=-1),
            *_beam_calls(),
        ),
        tolerance=3e-5,
    ),
)
def ctc_decode(
    inputs: Tensor,
    sequence_lengths: Tensor,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[Tensor, Tensor]:
    """The most likely sequences of labels by the outputs of a model that was trained with `ctc_loss`.

    The greedy strategy takes the best class at each time step. The beam search adds up the probabilities of the alignments that
    give the same labels: Hannun et al., 2014, https://arxiv.org/abs/1408.2873.

    Args:
        inputs: Tensor `(batch, time, classes)` of logits.
        sequence_lengths: Integer tensor `(batch,)`: how many time steps count.
        strategy: "greedy" (the default) or "beam_search".
        beam_width: How many sequences a beam search keeps, 100 by default.
        top_paths: How many sequences a beam search gives, 1 by default; not above `beam_width`. The greedy strategy gives one.
        merge_repeated: Whether the greedy strategy takes a class in successive time steps for one label. True by default. A beam
            search always does.
        mask_index: Class of the blank, 0 by default; a negative one counts from the last.

    Returns:
        Pair of tensors: the labels, int32 `(paths, batch, time)`, filled up with -1, the best path first; and `(batch, paths)` of at
        least 32 bits, minus the sum of the logits taken for "greedy", the logarithms of the probabilities for "beam_search". A path
        that does not exist holds -1 only, and its logarithm is minus infinity.

    Raises:
        ValueError: The shapes do not fit, there is no such strategy or class, or `top_paths` is above `beam_width`.

    Example:

    >>> logits = np.array([[[0.0, 4.0, 0.0], [0.0, 4.0, 0.0], [4.0, 0.0, 0.0], [0.0, 0.0, 4.0]]])
    >>> labels, score = multikeras.ops.ctc_decode(logits, [4])
    >>> multikeras.ops.convert_to_numpy(labels).tolist()
    [[[1, 2, -1, -1]]]
    """
    _check_decode(inputs, sequence_lengths, strategy, beam_width, top_paths, mask_index)
    blank = _blank(mask_index, inputs.shape[2])
    sequence_lengths = cast(sequence_lengths, "int32")
    if strategy == "greedy":
        return _greedy(inputs, sequence_lengths, merge_repeated, blank)
    return _search(inputs, sequence_lengths, beam_width, top_paths, blank)
