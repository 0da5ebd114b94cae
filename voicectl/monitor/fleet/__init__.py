"""The screen of many nodes: what they tell an MQTT broker becomes a table."""
