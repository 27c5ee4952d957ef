#include <stdlib.h>

#include "ow/base/mem.h"
#include "ow/record/sample.h"
#include "ow/record/sample_json.h"
#include "ow/record/sample_scan.h"

struct sample_parser {
	struct sample_scan *scan;
	struct sample_json *judge;
};

struct sample_parser *sample_parser_new(void)
{
	struct sample_parser *p = mem_zero(1, sizeof(*p));

	p->scan = sample_scan_new();
	p->judge = sample_json_new();
	return p;
}

void sample_parser_free(struct sample_parser *p)
{
	if (!p)
		return;
	sample_scan_free(p->scan);
	sample_json_free(p->judge);
	free(p);
}

int sample_parse(struct sample_parser *p, const char *line, size_t len,
	struct sample *out, struct ow_error *err)
{
	if (sample_scan(p->scan, line, len, out))
		return 1;
	int is = sample_json_parse(p->judge, line, len, out, err);
	if (is == 1)
		sample_scan_learn(p->scan, line, len);
	return is;
}
