"""Nudges: allotted, given, folded away, and what came of them."""
