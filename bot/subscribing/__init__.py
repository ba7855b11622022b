"""What a chat has asked to be sent: subscriptions, schedules and the rule of time."""
