"""The ways in which NumPy turns a function of tensors into compiled code: none."""

TRACERS: dict = {}
