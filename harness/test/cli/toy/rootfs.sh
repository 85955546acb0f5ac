#!/bin/sh
# Writes a root file system that holds nothing but the toy; CAISSON_TOY is where the build put it.
set -eu
here=$(dirname "$0")
tar -C "$here" --owner=0 --group=0 -cf "$1" toy
