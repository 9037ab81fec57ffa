"""Small networks of attention over word vectors, added to the linear model; needs NumPy only."""
