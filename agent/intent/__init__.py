"""What a caller wants, by a trained model: embedding, words and rules joined by one classifier."""
