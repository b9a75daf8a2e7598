"""What a caller may ask for at once, and in a minute."""
