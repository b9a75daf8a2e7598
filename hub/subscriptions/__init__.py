"""Going out: what happens to records, told over event streams, WebSocket and webhooks."""
