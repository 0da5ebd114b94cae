"""What simulated providers sound like: sounds that tell which words they are, or a real engine."""
