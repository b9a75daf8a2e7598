"""The benchmark: the hub beside the floor, on graphs of several sizes (``python -m bench``).

The floor is what one would write by hand for the same answers: a bare Starlette endpoint, the same driver, the
best Cypher found, and ``orjson``; no identity, no policy, no GraphQL. Both are real servers. They are asked in
turns of half a second, so that both meet the same state of the machine, and ratios of neighbouring turns are the
result.
"""
