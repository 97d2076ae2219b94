"""Dtype policies: in which dtype a layer computes and in which it keeps its weights."""
