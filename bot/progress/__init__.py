"""How far a contribution has come, and the words for it. Nothing here does I/O."""
