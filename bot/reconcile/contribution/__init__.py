"""Contributions in the tracker: read, decided and answered."""
