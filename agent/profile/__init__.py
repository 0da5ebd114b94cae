"""The company profile: the only source of business facts."""
