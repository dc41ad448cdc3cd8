"""The picture itself: light, sharpness, standing still; and where the person is in it."""
