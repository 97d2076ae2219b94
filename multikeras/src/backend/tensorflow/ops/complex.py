"""Complex numbers on TensorFlow."""

from tensorflow import complex as complex
