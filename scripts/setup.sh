#!/usr/bin/env bash
# Installs what fallline needs from the system and is not there yet: says what, then does it; says
# nothing and does nothing when all is there.
#
#   scripts/setup.sh           to build and to run
#   scripts/setup.sh --test    and to test: a display without a screen, a mouse, a film reader
set -euo pipefail

# Where Rust's installer puts cargo, for shells that were opened before it.
PATH=$PATH:${HOME-}/.cargo/bin

say() { printf 'setup: %s\n' "$*" >&2; }

needs_test=no
case "${1-}" in
    '') ;;
    --test) needs_test=yes ;;
    *) say "unknown option $1; there is only --test"; exit 2 ;;
esac

check_rust() {
    if ! command -v cargo >/dev/null; then
        say "Rust is missing: install it from https://rustup.rs, then run this again"
        exit 1
    fi
    [ "$needs_test" = yes ] || return 0
    local component
    for component in fmt clippy; do
        cargo "$component" --version >/dev/null 2>&1 && continue
        if command -v rustup >/dev/null; then
            say "installing with rustup: ${component/#fmt/rustfmt}"
            rustup component add "${component/#fmt/rustfmt}"
        else
            say "cargo $component is missing: install it the way that Rust was installed"
            exit 1
        fi
    done
}

has_vulkan_driver() { # [NAME]: any driver, or one whose name starts so
    compgen -G "/usr/share/vulkan/icd.d/${1-}*.json" >/dev/null ||
        compgen -G "/usr/local/share/vulkan/icd.d/${1-}*.json" >/dev/null ||
        compgen -G "/etc/vulkan/icd.d/${1-}*.json" >/dev/null
}

# Debian's and Ubuntu's names of all that is needed here.
wanted_packages() {
    # The H.264 encoder is C++.
    command -v c++ >/dev/null || echo g++
    echo libvulkan1
    # A machine that brings its own Vulkan driver keeps it; tests draw with the software driver.
    if ! has_vulkan_driver || { [ "$needs_test" = yes ] && ! has_vulkan_driver lvp; }; then
        echo mesa-vulkan-drivers
    fi
    # A window opens these when it appears: X11 and Wayland, keyboard, pointer.
    echo libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0
    if [ "$needs_test" = yes ]; then
        echo xvfb xauth xdotool imagemagick ffmpeg
    fi
}

is_installed() { [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_packages() {
    local package
    for package in $(wanted_packages); do
        is_installed "$package" || printf '%s ' "$package"
    done
}

install_packages() {
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing, and there is no sudo to install them with: $*"
            say "have an administrator run: apt-get install --no-install-recommends $*"
            return
        fi
        as_root=(sudo)
    fi
    say "installing with apt-get: $*"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
    if ! "${apt[@]}" update </dev/null || ! "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null; then
        say "apt-get could not install all of it (its reason stands above); install by hand: $*"
        exit 1
    fi
}

check_rust
case "$(uname -s)" in
    Darwin)
        command -v c++ >/dev/null || say "a C++ compiler is missing: run xcode-select --install"
        ;;
    Linux)
        if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
            missing=$(missing_packages)
            # shellcheck disable=SC2086  # one word a package
            [ -z "$missing" ] || install_packages $missing
        else
            say "this is neither Debian nor Ubuntu; if something is missing below, install what is called there:"
            say "  $(wanted_packages | tr '\n' ' ')"
        fi
        ;;
    *) say "this system is not known here; a C++ compiler and a Vulkan, Metal or DirectX 12 driver are needed" ;;
esac
