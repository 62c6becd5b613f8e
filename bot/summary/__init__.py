"""The week of a cohort: its rows and figures, who needs a human, and the text of the issue."""
