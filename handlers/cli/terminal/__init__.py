"""The demo's chat in the terminal: what its script says, who acts on it and how it is shown."""
