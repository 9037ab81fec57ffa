"""A small recurrent encoder over word vectors, averaged with the linear model; needs NumPy only."""
