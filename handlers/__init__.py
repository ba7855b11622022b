"""How the bot is asked: Telegram updates, the command line, the terminal demo."""
