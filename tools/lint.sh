#!/usr/bin/env bash
# Formatting and static analysis: tools/lint.sh [--fix-format]
# Needs build/release configured with its generated sources (`make lint` sees to that).
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=$(getconf _NPROCESSORS_ONLN)
mapfile -t all_files < <(find include src cli bench tests -name '*.[ch]' | sort)
# version 14 is what the code was formatted with; other versions differ in small things
formatter=$(command -v clang-format-14 || command -v clang-format)
if [ "${1:-}" = --fix-format ]; then
    "$formatter" -i "${all_files[@]}"
    exit 0
fi
failed=()

echo "clang-format: ${#all_files[@]} files"
"$formatter" --dry-run -Werror "${all_files[@]}" || failed+=("clang-format (make format repairs it)")

# the commands without options that only gcc knows
mkdir -p build/tidy
sed -E 's/ -f(no-tree-reassoc|schedule-insns)\b//g' build/release/compile_commands.json >build/tidy/compile_commands.json

# what clang-tidy says is shown where it finds something; the largest files come first, so that the processors end together
tidy_one() {
    local out
    if ! out=$(clang-tidy -p build/tidy --quiet "$1" 2>&1); then
        printf '%s\n' "$out" | grep -v ' warnings generated\.$'
        return 1
    fi
}
export -f tidy_one
mapfile -t sources < <(find src cli bench -name '*.c' -printf '%s %p\n' | sort -rn | cut -d' ' -f2)
echo "clang-tidy: ${#sources[@]} files"
printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'tidy_one "$0"' || failed+=(clang-tidy)

# cppcheck does not know vector types, so it misjudges the size of a load
echo "cppcheck"
mkdir -p build/cppcheck
cppcheck --enable=warning,performance,portability --std=c11 --inline-suppr --error-exitcode=1 --quiet -j "$jobs" \
    --cppcheck-build-dir=build/cppcheck --suppress=missingIncludeSystem --suppress='bufferAccessOutOfBounds:src/nn/simd/*' \
    --suppress='uninitvar:src/nn/simd/*' -DRG_VERSION='"0"' -I include -I src src cli bench ||
    failed+=(cppcheck)

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
