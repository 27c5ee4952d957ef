# Openwatt billing tools. See README.md; `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
VARIANT ?= release
VERSION := 1.0

# The libraries of each tool; all others need no more than jansson.
LIBS_ow-fetch-ceilo := libcurl yaml-0.1
LIBS_ow-fetch-fip := mysqlclient
LIBS_ow-fetch-projects := libcurl yaml-0.1
LIBS_ow-load := mysqlclient zlib
LIBS_ow-purge-ceilo := mysqlclient
LIBS_ow-store := mysqlclient zlib
LIBS_ALL := jansson libcurl mysqlclient yaml-0.1 zlib

B := build/$(VARIANT)
OW_CPPFLAGS := -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 \
	-DOW_VERSION='"$(VERSION)"' -Iinclude
OW_CFLAGS := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wformat=2 -Wvla \
	-fstack-protector-strong

TOOLS := $(patsubst cmd/%.c,%,$(wildcard cmd/ow-*.c))
LIB_OBJS := $(patsubst %.c,$B/%.o,$(sort $(wildcard lib/*/*.c)))
CMD_OBJS := $(patsubst %.c,$B/%.o,$(filter-out cmd/ow-%,$(wildcard cmd/*.c)))
UNITS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))
PAGES := $(wildcard man/*.[1-8])
BINS := $(TOOLS:%=$B/bin/%)

# What the tests are told: where the programs are, and nothing of the rest.
RUN_ENV = OW_BIN="$(CURDIR)/$B/bin" OW_UNIT="$(CURDIR)/$B/unit"

all: $(BINS) ## build the programs into build/release/bin

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

demo: ## install what it needs, build, print the report of the example
	@tests/packages.sh build
	@$(MAKE) --no-print-directory -s all
	@PATH="$(CURDIR)/$B/bin:$$PATH" examples/report.sh

check: ## install what the tests need, build, pass them all
	@tests/packages.sh build check services
	@$(MAKE) --no-print-directory -s all unit
	@$(RUN_ENV) tests/run.sh

check-services: ## of these only the slower ones, against real services
	@tests/packages.sh build check services
	@$(MAKE) --no-print-directory -s all unit
	@$(RUN_ENV) tests/run.sh services

unit: $(UNITS:%=$B/unit/%)

asan: ## the whole suite under the address and undefined sanitizers
	@$(MAKE) --no-print-directory check VARIANT=asan CFLAGS="-O1 -g \
		-fno-omit-frame-pointer -fsanitize=address,undefined \
		-fno-sanitize-recover=all"

cover: ## the whole suite, and which lines of the library it ran
	@$(MAKE) --no-print-directory check VARIANT=cover \
		CFLAGS="-O0 -g --coverage"
	@tests/cover.sh build/cover

lint: ## format, static checks, layers, shell scripts, pages
	@tests/packages.sh build lint
	@tests/lint.sh

bench: all ## speed and memory beside jq, Miller, DuckDB; see BENCH_ARGS
	@tests/packages.sh build bench
	@$(RUN_ENV) tests/bench/bench.sh $(BENCH_ARGS)

fuzz: ## fuzz the readers for FUZZ_SECONDS each
	@tests/packages.sh build fuzz
	@tests/fuzz.sh $(or $(FUZZ_SECONDS),60)

install: all ## copy programs and pages below DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(BINS) $(DESTDIR)$(PREFIX)/bin
	for page in $(PAGES); do \
		install -D -m 644 "$$page" "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}" || exit 1; \
	done

uninstall: ## remove them again
	rm -f $(TOOLS:%=$(DESTDIR)$(PREFIX)/bin/%)
	for page in $(PAGES); do \
		rm -f "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}"; \
	done

clean: ## remove all that was built
	rm -rf build

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(OW_CPPFLAGS) $(CPPFLAGS) $(OW_CFLAGS) $(CFLAGS) \
		$(shell $(PKG_CONFIG) --cflags $(LIBS_ALL)) \
		-MMD -MP -c -o $@ $<

$B/libow.a: $(LIB_OBJS)
	@rm -f $@
	$(AR) rcs $@ $^

$B/bin/%: $B/cmd/%.o $(CMD_OBJS) $B/libow.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		$(shell $(PKG_CONFIG) --libs jansson $(LIBS_$*))

$B/unit/%: $B/tests/unit/%.o $B/libow.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		-Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(LIBS_ALL))

.PHONY: all help demo check check-services unit asan cover lint bench fuzz \
	install uninstall clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
