"""Calibration: turns a project's git history into the figures of `config/history`."""
