"""Sign-in of people: who is at the browser, for how long, and with whose token their pages ask the hub.

The way of a sign-in: ``sign_in_page.py`` offers the issuers, ``authorization_code.py`` goes to one and comes back,
``sessions.py`` keeps what came of it, ``request_access.py`` makes a caller of the cookie that a browser sends.
"""
