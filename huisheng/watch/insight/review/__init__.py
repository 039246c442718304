"""The weekly review of callbacks (requirements S2): problems met, slow steps, calls to share, who could use a hand."""
