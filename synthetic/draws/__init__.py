"""Random draws, and the tables and figures that are drawn from."""
