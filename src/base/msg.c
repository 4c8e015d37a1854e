/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message room: lines about ctrace itself, bugs, clocks. The only
 * mutable globals outside cli are here: there is one stderr.
 */
#include "ctrace/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct {
	const char *program;
	void (*flush)(void *arg);
	void *flush_arg;
	bool (*taker)(void *arg, const char *text);
	void *taker_arg;
	void (*rites)(void *arg);
	void *rites_arg;
	bool debug;
} room;

void
msg_set_program(const char *argv0)
{
	room.program = argv0;
}

const char *
msg_program(void)
{
	return room.program && *room.program ? room.program : "strace";
}

void
msg_set_flush(void (*fn)(void *arg), void *arg)
{
	room.flush = fn;
	room.flush_arg = arg;
}

void
msg_set_taker(bool (*fn)(void *arg, const char *text), void *arg)
{
	room.taker = fn;
	room.taker_arg = arg;
}

static void
write_all(const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(STDERR_FILENO, data, len);

		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

void
msg_v(const char *fmt, va_list ap)
{
	struct buf b = BUF_INIT;
	size_t prefix;

	buf_printf(&b, "%s: ", msg_program());
	prefix = b.len;
	buf_vprintf(&b, fmt, ap);
	if (!room.taker || !room.taker(room.taker_arg, b.data + prefix)) {
		if (room.flush)
			room.flush(room.flush_arg);
		buf_putc(&b, '\n');
		write_all(b.data, b.len);
	}
	buf_release(&b);
}

void
msg(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	msg_v(fmt, ap);
	va_end(ap);
}

void
msg_debug_enable(bool on)
{
	room.debug = on;
}

bool
msg_debug_enabled(void)
{
	return room.debug;
}

void
msg_debug(const char *what, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (!room.debug)
		return;
	buf_printf(&b, "%s: ", msg_program());
	if (what)
		buf_printf(&b, "%s: ", what);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	buf_putc(&b, '\n');
	write_all(b.data, b.len);
	buf_release(&b);
}

/* ---- bugs -------------------------------------------------------------- */

void
bug_last_rites(void (*fn)(void *arg), void *arg)
{
	room.rites = fn;
	room.rites_arg = arg;
}

void
bug_at(const char *file, int line, const char *what)
{
	void (*rites)(void *arg) = room.rites;
	char text[512];
	int n;

	room.rites = NULL;
	if (rites)
		rites(room.rites_arg);
	n = snprintf(text, sizeof(text), "%s: bug at %s:%d: %s\n",
		     msg_program(), file, line, what);
	write_all(text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1);
	abort();
}

/* ---- clocks ------------------------------------------------------------ */

static u64
clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (u64)ts.tv_sec * 1000000000u + (u64)ts.tv_nsec;
}

u64
clock_mono_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

u64
clock_wall_ns(void)
{
	return clock_ns(CLOCK_REALTIME);
}
