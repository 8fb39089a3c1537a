#!/usr/bin/env bash
# The main job of a fresh build: with a display the explorer, without one a picture and a film of
# the default scene in out/.
set -euo pipefail
cd "$(dirname "$0")/.."
fallline=${CARGO_TARGET_DIR:-target}/release/fallline

if [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY-}" ] || [ -n "${WAYLAND_DISPLAY-}" ]; then
    exec "$fallline"
fi

echo "no display: writing a picture and a film of the default scene" >&2
mkdir -p out
"$fallline" render -o out/fallline.png
"$fallline" record -o out/fallline.mp4
printf '%s\n' "$PWD/out/fallline.png" "$PWD/out/fallline.mp4"
