"""What happens to the people of the made-up country."""
