"""The methods that the simulator answers, a module a subject; all others are 404."""
