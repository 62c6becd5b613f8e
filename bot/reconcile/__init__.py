"""The use cases, one a subject kind: observe, decide in the slices, apply the difference."""
