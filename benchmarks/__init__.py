"""Speed of multikeras beside the raw frameworks and Keras; see README.md in this folder."""
