#!/bin/bash
# All that can be said of the sources without running them. Each finding is a
# line; ends with failure if there is one.
set -u
cd "$(dirname "$0")/.." || exit 74
bad=0

fail() {
    echo "lint: $*"
    bad=1
}

mapfile -t c_files < <(git ls-files 'cmd/*.[ch]' 'lib/*.c' 'include/*.h' 'tests/*.[ch]')
mapfile -t sources < <(git ls-files 'cmd/*.c' 'lib/*.c')
mapfile -t shell < <(git ls-files '*.sh' '*.bash' '*.bats' .ci/run)
mapfile -t pages < <(git ls-files 'man/*')
read -ra flags <<<"-std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -DOW_VERSION=\"0\" -Iinclude $(pkg-config --cflags jansson mysqlclient)"

clang-format --dry-run -Werror "${c_files[@]}" 2>&1 | grep -E 'error|warning' && fail "format"

# A header compiles alone.
for header in $(git ls-files 'include/*.h'); do
    gcc "${flags[@]}" -fsyntax-only -x c "$header" || fail "$header does not compile alone"
done

# Includes point downward only: a folder may use itself and those before it.
layers="base record source kind bill store purge report"
below=
for layer in $layers; do
    below="$below $layer"
    for file in lib/"$layer"/*.c include/ow/"$layer"/*.h; do
        [ -e "$file" ] || continue
        for used in $(sed -n 's|^#include "ow/\([a-z]*\)/.*|\1|p' "$file"); do
            case " $below " in
            *" $used "*) ;;
            *) fail "$file: includes upward, from $used" ;;
            esac
        done
    done
done

# The library never prints and never exits, exhaustion aside.
grep -nE '\b(printf|puts|perror|exit|abort)\(|\bstderr\b' lib/*/*.c |
    grep -v '^lib/base/mem.c' && fail "the library prints or exits"
grep -nE '\b(strcpy|strcat|sprintf|atoi|atol|strtok|alloca|gets)\(' "${sources[@]}" &&
    fail "a function that has no place here"

cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
    --error-exitcode=1 --suppress=missingIncludeSystem -Iinclude "${sources[@]}" || fail "cppcheck"
clang-tidy --quiet --warnings-as-errors='*' \
    --checks='-*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,-bugprone-narrowing-conversions,-bugprone-implicit-widening-of-multiplication-result,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-valist.Uninitialized' \
    "${sources[@]}" -- "${flags[@]}" 2>/dev/null | grep -E 'error:|warning:' && fail "clang-tidy"
# bats sets what `run` leaves behind; a file may be named as a command is
shellcheck -x -S warning -e SC2154,SC2238 "${shell[@]}" || fail "shellcheck"
mandoc -T lint -W warning "${pages[@]}" || fail "pages"

# At the root: the fixed names and dot files.
git ls-files | cut -d/ -f1 | sort -u |
    grep -vxE 'Makefile|README\.md|cmd|lib|include|tests|examples|man|\..*' && fail "a name at the root"
[ "$bad" = 0 ] && echo "lint: nothing found"
exit "$bad"
