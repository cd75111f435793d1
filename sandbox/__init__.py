"""The embedded mail server and the played day behind `samehand demo`."""
