"""The linear model: what each token of a comment adds to each score."""
