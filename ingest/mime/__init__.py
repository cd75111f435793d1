"""The parts of a mail: found on its bytes, decoded, and told apart by what they are for."""
