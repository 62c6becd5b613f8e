"""What people tell the coach in comments: read, allowed, decided. Nothing here does I/O."""
