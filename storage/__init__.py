"""What the bot remembers: the database, its tables, and one file of functions a noun."""
