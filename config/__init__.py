"""What the bot is told: settings, limits and logs."""
