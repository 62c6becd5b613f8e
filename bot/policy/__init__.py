"""Policy: what the course allows and asks for."""
