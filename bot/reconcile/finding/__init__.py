"""Pull requests at the projects: found, and looked at again in time."""
