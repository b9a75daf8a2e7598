"""Reconciliation: registers of several bodies compared person by person, and the act that three heads sign.

The story: ``kinds`` declares which registers are compared; ``reading`` asks the graph what they say; ``comparison``
counts and finds every difference; ``content`` writes down what is signed; ``drawing`` stores the act, ``signing``
takes signatures by the keys in ``heads``; ``acts`` reads it back, ``verifying`` checks it, ``form`` and its writers
print it in the form of Annex 2 of order 517.
"""
