"""What may go wrong with an answer, and exactly where."""
