"""One command for every measurable claim: a module per kind of labelled data."""
