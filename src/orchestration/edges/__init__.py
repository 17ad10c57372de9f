"""Every way in or out of the program: files, programs, the network."""
