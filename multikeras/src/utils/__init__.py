"""Helpers for the programs of users."""
