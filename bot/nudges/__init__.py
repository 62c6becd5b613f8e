"""Nudges: who hears of a stalled contribution, when, of what and in which words."""
