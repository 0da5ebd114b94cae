"""What every outgoing call goes through: deadlines, a judged outcome, a circuit, a retry budget."""
