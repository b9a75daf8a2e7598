"""The bodies of the made-up country."""
