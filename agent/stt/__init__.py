"""Speech to text: engines behind `agent.ports.Recognizer`."""
