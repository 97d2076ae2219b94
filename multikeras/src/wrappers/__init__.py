"""Models as estimators of other libraries."""
