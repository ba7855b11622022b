"""Words for people: Telegram HTML, translations, messages and keyboards."""
