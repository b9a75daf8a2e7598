"""The types of the published API, made from the declarations."""
