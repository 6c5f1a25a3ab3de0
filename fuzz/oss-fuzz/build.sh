#!/bin/bash -eu
# Builds all targets for OSS-Fuzz and ClusterFuzzLite, with their seeds, regressions and dictionaries.
cd "$SRC/rehome"
cargo fuzz build -O --debug-assertions
binaries=$(cargo metadata --no-deps --format-version 1 --manifest-path fuzz/Cargo.toml |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/x86_64-unknown-linux-gnu/release
for target in $(cargo fuzz list); do
    cp "$binaries/$target" "$OUT/"
    inputs=("fuzz/corpus/$target")
    if [ -d "fuzz/regressions/$target" ]; then
        inputs+=("fuzz/regressions/$target")
    fi
    zip -q -r -j "$OUT/${target}_seed_corpus.zip" "${inputs[@]}"
    if [ -e "fuzz/dictionaries/$target.dict" ]; then
        cp -L "fuzz/dictionaries/$target.dict" "$OUT/"
    fi
done
