"""Reading articles: pasted text, files, forwards, and what they are about."""
