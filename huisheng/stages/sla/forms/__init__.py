"""What the screens for promised times ask."""
