"""What an operator asks of a database, beside the service that works on it."""
