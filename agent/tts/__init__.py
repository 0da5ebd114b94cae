"""Text to speech: engines behind `agent.ports.Voice`, and the cache of clips."""
