"""The sandbox: a stateful stand-in for GitHub, for the demo, the tests and simulations."""
