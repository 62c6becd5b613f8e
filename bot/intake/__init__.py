"""Intake: verify a delivery, record it with what it touches, answer; no call to GitHub."""
