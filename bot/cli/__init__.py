"""The command line: one module for each command of `upstream-coach`, under the command's name."""
