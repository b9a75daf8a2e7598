"""Questions with their callers, statements and answers, as data: a folder a case."""
