"""Settings screens for how we speak."""
