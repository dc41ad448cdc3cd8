"""The demo company: real rows, real recordings, really analysed."""
