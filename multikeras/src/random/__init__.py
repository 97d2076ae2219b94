"""Random numbers: see `draws` and `seed_generator`. The NumPy backend imports `threefry`, so nothing is imported here."""
