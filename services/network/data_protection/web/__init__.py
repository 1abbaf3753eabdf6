"""Pages about data protection."""
