"""The terminal as a platform: one private chat."""
