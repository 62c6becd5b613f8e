"""Upstream Coach: a GitHub App that coaches students through open-source contributions."""

__version__ = "0.1.0"
