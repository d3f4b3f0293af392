#!/usr/bin/env bash
# Installs into an empty folder and builds a user's program against it: through pkg-config in C and C++, and through CMake. Every
# public header stands alone; the shared library exports what the headers declare and nothing else.
# test_install.sh BUILD_FOLDER LIBDIR SHARED_LIBRARY C_COMPILER CMAKE
set -euo pipefail
build=$1 libdir=$2 shared=$3 cc=$4 cmake=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

"$cmake" --install "$build" --prefix "$prefix" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
# the prefix above is not the one configured, so pkg-config is told about it
export PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
config=(pkg-config "--define-variable=prefix=$prefix" "--define-variable=libdir=$prefix/$libdir"
    "--define-variable=includedir=$prefix/include")

echo "== public headers stand alone in C and C++"
for header in "$prefix"/include/regista/*.h; do
    echo "#include \"regista/$(basename "$header")\"" >"$work/header.c"
    "$cc" -std=c17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" "$work/header.c"
    if command -v c++ >/dev/null; then
        c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ -I "$prefix/include" "$work/header.c"
    fi
done

cat >"$work/user.c" <<'END'
#include <regista/core.h>
#include <stdio.h>
int main(void) {
    printf("%s %s %d\n", rg_version(), rg_status_name(RG_OK), (int)rg_allocated_bytes());
    return 0;
}
END
expected="$(pkg-config --modversion regista) ok 0"

check() {
    echo "== $1"
    shift
    local said
    said=$("$@")
    [ "$said" = "$expected" ] || { echo "expected '$expected', got '$said'"; exit 1; }
}

# shellcheck disable=SC2046  # pkg-config prints words
"$cc" "$work/user.c" $("${config[@]}" --cflags --libs regista) -o "$work/user"
check "pkg-config" env LD_LIBRARY_PATH="$prefix/$libdir" "$work/user"

cat >"$work/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES C)
find_package(regista 0.1 REQUIRED)
add_executable(cmake_user user.c)
target_link_libraries(cmake_user PRIVATE regista::regista)
END
"$cmake" -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" >"$work/cmake.log" 2>&1 &&
    "$cmake" --build "$work/build" >>"$work/cmake.log" 2>&1 || { cat "$work/cmake.log"; exit 1; }
check "find_package" env LD_LIBRARY_PATH="$prefix/$libdir" "$work/build/cmake_user"

# the shared library
cp "$shared" "$work/libregista.so.0"
soname=$(readelf -d "$shared" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
mv "$work/libregista.so.0" "$work/$soname"
"$cc" "$work/user.c" -I "$prefix/include" "$work/$soname" -o "$work/shared_user"
check "shared library" env LD_LIBRARY_PATH="$work" "$work/shared_user"

echo "== exported names"
nm -D --defined-only "$work/$soname" | awk '$2 ~ /[A-Z]/ {print $3}' | sort -u >"$work/exported"
# a declaration may take several lines, so the header is read as one
for header in "$prefix"/include/regista/*.h; do
    tr '\n' ' ' <"$header" | grep -oE 'RG_API[^;(]*\(' | grep -oE 'rg_[a-z0-9_]+\($' | tr -d '(' || true
done | sort -u >"$work/declared"
if [ -n "$(comm -23 "$work/exported" "$work/declared")" ]; then
    echo "exported, but not declared in a public header:"
    comm -23 "$work/exported" "$work/declared"
    exit 1
fi
if [ -n "$(comm -13 "$work/exported" "$work/declared")" ]; then
    echo "declared in a public header, but not in the library:"
    comm -13 "$work/exported" "$work/declared"
    exit 1
fi
echo "$(wc -l <"$work/exported") names"
if [ -x "$prefix/bin/regista" ]; then
    check "installed program" sh -c "'$prefix/bin/regista' --version >/dev/null && echo '$expected'"
fi
