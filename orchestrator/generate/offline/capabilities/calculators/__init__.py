"""Calculators and converters: numbers go in, the page computes what comes out."""
