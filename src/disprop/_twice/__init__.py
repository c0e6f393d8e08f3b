"""What would count twice if the rows of a table were added up: the one place that knows, asked by all who add up."""
