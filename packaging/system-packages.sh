#!/bin/sh
# What Octavo needs that pip cannot bring: `system-packages.sh run`, `… test` or `… package`.
#
# Prints nothing when all of it is here. As root on Debian or Ubuntu it installs what is
# missing; anywhere else it prints the one line that does, and fails only when Octavo could
# not be set up at all without it.
set -eu

purpose=$1
missing=
vital=

# needs PACKAGE COMMAND...: the package is missing when the command fails.
needs() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

# cannot_do_without PACKAGE COMMAND...: and without it there is no set-up.
cannot_do_without() {
    before=$missing
    needs "$@"
    [ "$missing" = "$before" ] || vital="$vital $1"
}

python=${PYTHON:-python3}
has() { command -v "$1"; }
module() { "$python" -c "import $1"; }
library() { pkg-config --exists "$1"; }
typelib() { ls /usr/lib/girepository-1.0/"$1".typelib /usr/lib*/*/girepository-1.0/"$1".typelib 2>/dev/null | grep -q .; }
header() { "$python" -c "import os, sysconfig as s; os.stat(s.get_path('include') + '/Python.h')"; }
chinese_font() { fc-list :lang=zh family | grep -q .; }
browser() { has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome; }

# The window: GTK 3 and WebKitGTK 4.1, and what PyGObject is built with.
cannot_do_without python3 has "$python"
cannot_do_without python3-venv module ensurepip
cannot_do_without python3-dev header
cannot_do_without gcc has gcc
cannot_do_without pkg-config has pkg-config
cannot_do_without libgirepository1.0-dev library gobject-introspection-1.0
cannot_do_without libcairo2-dev library cairo-gobject
needs gir1.2-gtk-3.0 typelib Gtk-3.0
needs gir1.2-webkit2-4.1 typelib WebKit2-4.1
needs fontconfig has fc-list
needs fonts-noto-cjk chinese_font

if [ "$purpose" = test ]; then
    needs binutils has strip
    needs chromium-headless-shell browser
    needs dbus-daemon has dbus-daemon
    needs locales test -e /usr/share/i18n/charmaps/GBK.gz
    needs patchelf has patchelf
    needs xdotool has xdotool
    needs x11-utils has xprop
    needs xvfb has Xvfb
fi

if [ "$purpose" = package ]; then
    needs appstream has appstreamcli
    needs debootstrap has debootstrap
    needs desktop-file-utils has desktop-file-validate
    needs dpkg-dev has dpkg-shlibdeps
    needs librsvg2-bin has rsvg-convert
    needs lintian has lintian
    needs man-db has man
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && has apt-get >/dev/null; then
    echo "Installing:$missing" >&2
    apt-get update -qq
    # Ubuntu has no Chromium without a screen, and knows the other by another name.
    apt-cache show chromium-headless-shell >/dev/null 2>&1 ||
        missing=$(echo "$missing" | sed 's/ chromium-headless-shell/ chromium-browser/')
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi

echo "Octavo needs system packages. On Debian or Ubuntu, run:" >&2
echo "    sudo apt-get install$missing" >&2
[ -z "$vital" ]
