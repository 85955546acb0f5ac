// Nothing: the target of the precompiled headers of all tests must have a source.
