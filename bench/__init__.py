"""Measurements beside rivals, run by `make bench`; nothing here ships with the bot."""
