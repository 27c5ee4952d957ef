# Openwatt billing tools. See README.md; `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
VARIANT ?= release
VERSION := 1.0

# The libraries of each tool; all others need no more than jansson.
LIBS_ow-fetch-ceilo := libcurl
LIBS_ow-fetch-fip := mysqlclient

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

all: $(BINS)

help:
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(OW_CPPFLAGS) $(CPPFLAGS) $(OW_CFLAGS) $(CFLAGS) \
		$(shell $(PKG_CONFIG) --cflags jansson $(if $(findstring neutron,$<),mysqlclient)) \
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
		$(shell $(PKG_CONFIG) --libs jansson)

.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
