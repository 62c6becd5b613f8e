"""GitHub: identity, requests, the snapshot builder, and the one write path with its guard."""
