"""A request becomes a plan that is remembered and run."""
