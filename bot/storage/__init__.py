"""Storage: one code for SQLite and PostgreSQL."""
