"""Live calls as values that any node can take up: snapshots, their store, who may act for them."""
