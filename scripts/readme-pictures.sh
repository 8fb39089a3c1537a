#!/usr/bin/env bash
# Makes every picture and film of the README from the ready scenes, into assets/readme.
set -euo pipefail
cd "$(dirname "$0")/.."
# FALLLINE names another binary than the release.
fallline=${FALLLINE:-${CARGO_TARGET_DIR:-target}/release/fallline}
out=assets/readme
mkdir -p "$out"

"$fallline" render default --size 1280x720 -o "$out/hero.png"
"$fallline" record default --flight reveal --size 480x270 --fps 12 --seconds 7 --grid 160x160 -o "$out/reveal.gif"
# One frame of a film: the poster of a flight behind an optimizer.
frames=$(mktemp -d)
"$fallline" record default --flight follow --size 960x540 --fps 4 --seconds 5 -o "$frames/follow/"
cp "$frames/follow/frame-00012.png" "$out/follow.png"
rm -r "$frames"
"$fallline" render basins --size 960x540 -o "$out/basins.png"
"$fallline" render himmelblau --size 640x360 -o "$out/himmelblau.png"
"$fallline" render fit-sine --size 640x360 -o "$out/fit-sine.png"
"$fallline" render two-layer --size 960x540 -o "$out/two-layer.png"
"$fallline" render rastrigin --theme light --size 640x360 -o "$out/rastrigin.png"
# The window, on a display of its own.
if command -v Xvfb >/dev/null && command -v import >/dev/null; then
    Xvfb :96 -screen 0 1280x800x24 >/dev/null 2>&1 &
    display=$!
    trap 'kill $display' EXIT
    sleep 4
    DISPLAY=:96 "$fallline" line &
    window=$!
    sleep 20
    import -display :96 -window root "$out/window.png"
    kill "$window"
fi
# Palettes keep the pictures small; without the tool they are merely larger.
if command -v pngquant >/dev/null; then
    pngquant --force --ext .png --quality 80-98 --speed 1 "$out"/*.png
fi
scripts/readme-gallery.sh
du -ch "$out"/* | tail -n 1
