"""What Dragoman can do, without knowing who asks."""
