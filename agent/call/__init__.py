"""One live call: ears, turn-taking, mouth, pacer and journal around the pure dialogue."""
