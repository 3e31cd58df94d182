"""Issues of invented newspapers, written in the formats of archives and read back."""
