#!/usr/bin/env bash
# Renders the scenes that are figures into assets/readme/gallery, and writes their table into README.md between its markers.
set -euo pipefail
cd "$(dirname "$0")/.."
fallline=${FALLLINE:-${CARGO_TARGET_DIR:-target}/release/fallline}
out=assets/readme/gallery
figures=(bowl-surface quiver tangent-arrows bowl-descent bowl-slow-descent bowl-points powers tangent-plane
    fit-line fit-cubic fit-sine line-sgd line-momentum line-rmsprop line-adam line-four line-four-3d line-exponential
    stop-saddle stop-plateau stop-minima)
columns=3

mkdir -p "$out"
for name in "${figures[@]}"; do
    "$fallline" render "$name" --size 640x360 -o "$out/$name.png"
done
if command -v pngquant >/dev/null; then
    pngquant --force --ext .png --quality 70-95 --speed 1 "$out"/*.png
fi

# A figure in a cell: the picture, what the scene says of itself, and the command.
cell() {
    local words
    words=$(head -n 1 "assets/scenes/$1.toml" | sed 's/^# //')
    printf ' ![%s](%s/%s.png)<br>%s<br>`fallline %s` |' "$words" "$out" "$1" "$words" "$1"
}
table=$(mktemp)
trap 'rm -f "$table"' EXIT
{
    printf '|%s\n' "$(printf ' |%.0s' $(seq $columns))"
    printf '|%s\n' "$(printf -- '---|%.0s' $(seq $columns))"
    for ((k = 0; k < ${#figures[@]}; k += columns)); do
        printf '|'
        for name in "${figures[@]:k:columns}"; do cell "$name"; done
        printf '\n'
    done
} >"$table"
sed -i -e "/^<!-- gallery -->/,/^<!-- \/gallery -->/{/^<!-- gallery -->/{p;r $table
};/^<!-- \/gallery -->/p;d}" README.md
