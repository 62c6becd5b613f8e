"""The coach and the sandbox in one process, and what is played on them: the demo and rehearsals."""
