"""Once, on time, to everybody: planning, claims, pacing, sending."""
