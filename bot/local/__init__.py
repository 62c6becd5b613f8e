"""What stands on a person's own machine: a clone or a diff, read as a pull request."""
