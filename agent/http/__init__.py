"""The daemon's HTTP face: carrier webhooks, media WebSocket, health."""
