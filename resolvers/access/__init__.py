"""What of a plan a caller may see. Every plan passes through ``guard``."""
