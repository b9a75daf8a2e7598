"""The command ``ortaq``."""
