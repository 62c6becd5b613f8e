"""Whose turn it is on a pull request, and what became of each remark; plain functions of values."""
