"""How audio and keys of a call reach us: Twilio media streams, a microphone, typed text."""
