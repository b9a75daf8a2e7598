"""What the law asks."""
