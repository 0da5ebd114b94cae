"""The on-call engineer's screen: news of a node become a picture, keys become requests to it."""
