"""How editors ask: drafts, cards, publishing."""
