"""The words of the interface, and of errors, in Chinese and English."""
