"""How a question is answered: collect, lower, guard, emit, run, project."""
