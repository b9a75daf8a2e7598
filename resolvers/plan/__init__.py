"""From what is selected to a plan of reads, its cost and its parameters."""
