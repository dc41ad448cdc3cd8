"""How dates are written where Django's own way reads badly (``FORMAT_MODULE_PATH``)."""
