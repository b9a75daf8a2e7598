"""Identity: who calls, by a signed token of an issuer that the hub trusts, and nothing that the token may not say.

The way of a token: ``compact.py`` takes it apart, ``issuers.py`` says who is trusted with what, ``discovery.py``
and ``keys.py`` give the key, ``verifier.py`` puts it to the proof, ``claims.py`` makes a caller of it.
"""
