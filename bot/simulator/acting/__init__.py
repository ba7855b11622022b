"""What people do in the simulated Telegram, and which of it the bot gets to see."""
