"""What GitHub shows of each thing as JSON, for REST answers and webhook payloads alike; pure."""
