"""The work as mutations: what each is called, under which norms it is done, and what it is told.

A module a part of the law; ``words`` has the words in which they are declared, ``all`` gathers and publishes them.
What a mutation checks and writes stands under the same name in ``prevention/work``.
"""
