#!/bin/bash -eu
exec bash "$SRC/rehome/fuzz/oss-fuzz/build.sh"
