"""Nouns and text tools that several rooms share; nothing here decides or does I/O."""
