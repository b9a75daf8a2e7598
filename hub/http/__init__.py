"""The doors of the hub over HTTP: admission, authentication, headers, GraphQL, feeds."""
