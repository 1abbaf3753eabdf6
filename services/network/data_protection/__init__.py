"""What is stored about whom, and deleting people: by rule, and on their request."""
