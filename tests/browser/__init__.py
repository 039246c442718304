"""The product in a real browser: a live house with the presets and the cast, desk and portal, both languages."""
