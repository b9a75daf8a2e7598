"""Root fields that answer from something other than records of the graph."""
