"""回声 Huisheng: every piece of customer feedback gets heard, answered and closed."""
