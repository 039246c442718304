"""The doors: staff, customers and machines come in here. Doors show and ask; rules live further down the line."""
