"""The progress board across departments: requests with the times of their steps, what is stuck on top."""
