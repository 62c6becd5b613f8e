"""The checklist: from a snapshot to findings, from findings to one comment."""
