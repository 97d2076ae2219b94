"""Random numbers. Backends import `threefry` from here, so this package itself imports nothing: see `draws` and `seed_generator`."""
