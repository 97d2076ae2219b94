"""Saving and loading of models and weights."""
