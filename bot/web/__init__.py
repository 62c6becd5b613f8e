"""The pages and endpoints that the service itself answers."""
