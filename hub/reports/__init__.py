"""Pages and reports made from the declarations and from data."""
