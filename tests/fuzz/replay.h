/*
 * Without libFuzzer, which brings its own, a main that feeds the files named
 * on the command line to the driver: a corpus or a finding, once more.
 */
#ifndef OW_TESTS_REPLAY_H
#define OW_TESTS_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef OW_FUZZ

#define REPLAY_MAX (1u << 20)

static int replay(const char *path)
{
	uint8_t *data = malloc(REPLAY_MAX);
	FILE *f = fopen(path, "rb");
	size_t size;

	if (!data || !f) {
		perror(path);
		free(data);
		return 1;
	}
	size = fread(data, 1, REPLAY_MAX, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	printf("%d files\n", argc - 1);
	return failed;
}

#endif
#endif
