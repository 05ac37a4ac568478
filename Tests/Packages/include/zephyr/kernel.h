/* A stand-in: the example needs nothing of the kernel. */
