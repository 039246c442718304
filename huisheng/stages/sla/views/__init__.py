"""The settings screens of promised times: policies, presets, escalation chains, trying out."""
