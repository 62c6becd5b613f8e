"""The upstream projects and how they want contributions."""
