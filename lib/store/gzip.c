#include <zlib.h>

#include "ow/store/gzip.h"

#define GZIP_WINDOW (15 + 16) /* of zlib: the largest, as gzip */
#define CHUNK (64u << 10)
#define STEP (1u << 30) /* what zlib is given at once */

/* The next piece of BYTES from *AT on; says if it is the last one. */
static bool feed(z_stream *z, const struct buf *bytes, size_t *at)
{
	size_t len = bytes->len - *at < STEP ? bytes->len - *at : STEP;

	z->next_in = (Bytef *)(bytes->data + *at);
	z->avail_in = (uInt)len;
	*at += len;
	return *at == bytes->len;
}

void gzip_pack(const struct buf *plain, struct buf *out)
{
	z_stream z = {0};
	Bytef chunk[CHUNK];
	size_t at = 0;
	int result = deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED,
		GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY);
	bool last = false;

	while (result == Z_OK) {
		if (z.avail_in == 0 && !last)
			last = feed(&z, plain, &at);
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		result = deflate(&z, last ? Z_FINISH : Z_NO_FLUSH);
		buf_add(out, chunk, sizeof(chunk) - z.avail_out);
	}
	if (result != Z_STREAM_END)
		out->over = true;
	deflateEnd(&z);
}

int gzip_unpack(const struct buf *packed, struct buf *out)
{
	z_stream z = {0};
	Bytef chunk[CHUNK];
	size_t at = 0;
	int result = inflateInit2(&z, GZIP_WINDOW);

	while (result == Z_OK && !out->over) {
		if (z.avail_in == 0)
			feed(&z, packed, &at);
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		result = inflate(&z, Z_NO_FLUSH);
		buf_add(out, chunk, sizeof(chunk) - z.avail_out);
	}
	bool whole = result == Z_STREAM_END && z.avail_in == 0 &&
		     at == packed->len && !out->over;
	inflateEnd(&z);
	return whole ? 0 : -1;
}

int64_t gzip_sum(const struct buf *plain)
{
	uLong sum = crc32(0, Z_NULL, 0);

	for (size_t at = 0; at < plain->len;) {
		size_t len = plain->len - at < STEP ? plain->len - at : STEP;
		sum = crc32(sum, (const Bytef *)plain->data + at, (uInt)len);
		at += len;
	}
	return (int64_t)sum;
}
