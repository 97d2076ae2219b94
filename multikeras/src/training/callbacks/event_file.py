"""Files of events, as TensorBoard reads them."""

import io
import itertools
import os
import pathlib
import socket
import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from multikeras.src.core import lazy

FEATURE = {"extra": "tensorboard", "feature": "Writing events for TensorBoard"}
event_pb2 = lazy.module("tensorboard.compat.proto.event_pb2", **FEATURE)
graph_pb2 = lazy.module("tensorboard.compat.proto.graph_pb2", **FEATURE)
histogram_metadata = lazy.module("tensorboard.plugins.histogram.metadata", **FEATURE)
image_metadata = lazy.module("tensorboard.plugins.image.metadata", **FEATURE)
pil_image = lazy.module("PIL.Image", **FEATURE)
record_writer = lazy.module("tensorboard.summary.writer.record_writer", **FEATURE)
scalar_metadata = lazy.module("tensorboard.plugins.scalar.metadata", **FEATURE)
summary_pb2 = lazy.module("tensorboard.compat.proto.summary_pb2", **FEATURE)
tensor_util = lazy.module("tensorboard.util.tensor_util", **FEATURE)
text_metadata = lazy.module("tensorboard.plugins.text.metadata", **FEATURE)

BUCKETS = 30
"""Buckets of a histogram."""

LARGEST_IMAGES = 3
"""Images that are written of one tensor."""

_numbers = itertools.count()


class EventFile:
    """A new file of events in a folder.

    Args:
        folder: Where to make it; the folder is made too. A run in TensorBoard is a folder.

    Raises:
        ImportError: The package `tensorboard` is not installed.
    """

    def __init__(self, folder: str | os.PathLike):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{next(_numbers)}.v2"
        self._records = record_writer.RecordWriter((folder / name).open("wb"))
        self._write(file_version="brain.Event:2")
        self.flush()

    def scalar(self, name: str, value: float, step: int) -> None:
        """Write a number.

        Args:
            name: Name of the curve.
            value: The number.
            step: Where it stands on the curve.
        """
        self._summarize(name, np.asarray(value, "float32"), scalar_metadata, step)

    def histogram(self, name: str, values: Any, step: int) -> None:
        """Write how values are distributed; those that are not finite are left out.

        Args:
            name: Name of the histogram.
            values: Array of any shape.
            step: Step.
        """
        values = np.asarray(values, "float64")
        counts, edges = np.histogram(values[np.isfinite(values)], BUCKETS)
        self._summarize(name, np.stack([edges[:-1], edges[1:], counts], axis=1), histogram_metadata, step)

    def image(self, name: str, images: Any, step: int) -> None:
        """Write images, their values stretched so that the smallest is black and the largest white.

        Args:
            name: Name of the images.
            images: Array `(number, height, width)` of finite values, of which the first three are written.
            step: Step.
        """
        images = np.asarray(images, "float64")[:LARGEST_IMAGES]
        low, high = images.min(), images.max()
        levels = np.uint8(np.round(255 * (images - low) / ((high - low) or 1)))
        size = [str(n).encode() for n in (images.shape[2], images.shape[1])]
        self._summarize(name, np.array([*size, *map(_png, levels)], object), image_metadata, step)

    def text(self, name: str, text: str, step: int) -> None:
        """Write a text in Markdown.

        Args:
            name: Name of the text.
            text: The text.
            step: Step.
        """
        self._summarize(name, np.array(text.encode(), object), text_metadata, step)

    def graph(self, nodes: Iterable[tuple[str, str, list[str]]]) -> None:
        """Write a graph.

        Args:
            nodes: Name, kind and names of the sources of each node.
        """
        graph = graph_pb2.GraphDef()
        for name, kind, sources in nodes:
            graph.node.add(name=name, op=kind, input=sources)
        self._write(graph_def=graph.SerializeToString())

    def flush(self) -> None:
        """Bring what was written to the disk, where TensorBoard sees it."""
        self._records.flush()

    def close(self) -> None:
        """Write no more."""
        self._records.close()

    def _summarize(self, name: str, value: np.ndarray, plugin: Any, step: int) -> None:
        tensor = tensor_util.make_tensor_proto(value)
        metadata = plugin.create_summary_metadata(display_name="", description="")
        entry = summary_pb2.Summary.Value(tag=name, tensor=tensor, metadata=metadata)
        self._write(step=step, summary=summary_pb2.Summary(value=[entry]))

    def _write(self, **content: Any) -> None:
        self._records.write(event_pb2.Event(wall_time=time.time(), **content).SerializeToString())


def _png(levels: np.ndarray) -> bytes:
    file = io.BytesIO()
    pil_image.fromarray(levels).save(file, "PNG")
    return file.getvalue()
