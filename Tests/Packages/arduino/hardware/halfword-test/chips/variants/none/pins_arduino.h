// There is nothing about a pin.
