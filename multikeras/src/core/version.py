"""The version of the package, read by the build as well."""

from multikeras.src.core.export import export

__version__ = "0.1.0"


@export("multikeras.version")
def version() -> str:
    """Version of the installed multikeras.

    Returns:
        The version as a string, such as `"0.1.0"`.

    Example:

    >>> multikeras.version() == multikeras.__version__
    True
    """
    return __version__
