/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packed text. The names of constants and of ioctl commands are most of what
 * the tables hold, and a run needs few of them or none: a generator writes
 * them as a zstd frame, and whoever asks for the first one has them unpacked,
 * once, for as long as the program runs. From then on a name is a pointer.
 */
#include "ctrace/base.h"

#include <zstd.h>

void
packed_open(struct packed *p)
{
	char *text = mem_alloc(p->len);
	size_t n = ZSTD_decompress(text, p->len, p->data, p->size);

	/* The frame is our own: what fails here is an allocation of zstd's. */
	if (ZSTD_isError(n) || n != p->len)
		bug("out of memory");
	p->text = text;
}

void
packed_emit(const char *name, const char *text, size_t len, struct buf *out)
{
	size_t room = ZSTD_compressBound(len), n;
	u8 *frame = mem_alloc(room);

	n = ZSTD_compress(frame, room, text, len, ZSTD_maxCLevel());
	if (ZSTD_isError(n))
		bug("out of memory");
	buf_printf(out, "static const u8 %s_frame[] = {", name);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%u,", i % 16 ? " " : "\n\t", frame[i]);
	buf_printf(out,
		   "\n};\nstruct packed %s = {\n\t.data = %s_frame, "
		   ".size = sizeof(%s_frame), .len = %zu,\n};\n\n",
		   name, name, name, len);
	mem_free(frame);
}
