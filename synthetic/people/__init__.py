"""The people of the made-up country, and how registers misspell them."""
