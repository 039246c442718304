"""The live board: what burns, what stands still, who has how much, how today goes. It only reads what is open, and today."""
