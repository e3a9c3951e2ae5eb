"""The portal's side of signing in: who can be helped in again, and by what."""
