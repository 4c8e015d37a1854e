/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base: what every room may use: fixed-width names, memory that never fails
 * softly, arenas, growing byte buffers, maps, bit sets, numbers, messages.
 *
 * Nothing here knows that tracing exists.
 */
#ifndef CTRACE_BASE_H
#define CTRACE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* ---- bugs -------------------------------------------------------------- */

/*
 * A state that our own code must not reach. Calls the registered last rites
 * once (the engine detaches every task there), prints one line and aborts.
 */
_Noreturn void bug_at(const char *file, int line, const char *what);
#define bug(what) bug_at(__FILE__, __LINE__, (what))
#define must(cond) ((cond) ? (void)0 : bug("assertion failed: " #cond))

/* One callback at a time; NULL takes it back. Borrowed, called at most once. */
void bug_last_rites(void (*fn)(void *arg), void *arg);

/* ---- memory ------------------------------------------------------------ */

/* As malloc and friends; on exhaustion they end in bug(), never NULL. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_realloc(void *p, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t n);
void mem_free(void *p);

/* ---- arena ------------------------------------------------------------- */

/*
 * Memory that is freed as a whole or back to a mark. The first chunk (512
 * bytes) is allocated at the first use; later chunks double up to 64 KiB.
 * Everything that lives as long as a call is in its task's arena.
 */
struct arena_chunk;
struct arena {
	struct arena_chunk *top;
	size_t held; /* bytes of all chunks */
};
struct arena_mark {
	struct arena_chunk *chunk;
	size_t used;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
/* Zeroed, aligned to 8 bytes; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_dup(struct arena *a, const void *data, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct arena_mark arena_mark(const struct arena *a);
/* Frees everything allocated since the mark; keeps one chunk for reuse. */
void arena_rewind(struct arena *a, struct arena_mark mark);

/* ---- buf: a growing byte string ---------------------------------------- */

struct buf {
	char *data; /* NUL-terminated once anything was added, else NULL */
	size_t len, cap;
};
#define BUF_INIT ((struct buf){.len = 0})

void buf_release(struct buf *b);
void buf_reset(struct buf *b); /* len = 0, keeps the memory */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
/* Drops the first n bytes. */
void buf_drop(struct buf *b, size_t n);
char *buf_take(struct buf *b); /* moves the string out; caller mem_free()s */
void buf_grow(struct buf *b, size_t more); /* room for more bytes + NUL */

static inline void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (len >= b->cap - b->len)
		buf_grow(b, len);
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

static inline void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline void
buf_putc(struct buf *b, char c)
{
	if (b->len + 1 >= b->cap)
		buf_grow(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

/* Decimal, "0x1f", "0" for 0 in hex; much faster than buf_printf. */
void buf_put_u64(struct buf *b, u64 v);
void buf_put_s64(struct buf *b, s64 v);
void buf_put_hex(struct buf *b, u64 v);
/* "0644", "0"; zeros before it up to a width of at most 24. */
void buf_put_oct(struct buf *b, u64 v, u32 width);

/* ---- packed: text that is unpacked when it is first read ---------------- */

struct packed {
	const void *data; /* a zstd frame */
	size_t size;	  /* of the frame */
	size_t len;	  /* of the text */
	char *text;	  /* NULL: not unpacked yet */
};
void packed_open(struct packed *p);
/* A generator's part: `struct packed NAME` of this text as C source. */
void packed_emit(const char *name, const char *text, size_t len,
		 struct buf *out);

static inline const char *
packed_text(struct packed *p)
{
	if (!p->text)
		packed_open(p);
	return p->text;
}

/* ---- map --------------------------------------------------------------- */

/*
 * Hash maps from u64 or from strings to pointers. Values are borrowed. String
 * keys are copied. Iteration order is unspecified.
 */
struct map {
	struct map_slot *slots;
	size_t n, cap;
};
#define MAP_INIT ((struct map){.n = 0})

void map_release(struct map *m);
void *map_get(const struct map *m, u64 key);	   /* NULL: not there */
void map_put(struct map *m, u64 key, void *value); /* value must not be NULL */
void *map_del(struct map *m, u64 key);		   /* what was there, or NULL */
/* *pos starts at 0; false at the end. */
bool map_next(const struct map *m, size_t *pos, u64 *ret_key, void **ret_value);

struct strmap {
	struct strmap_slot *slots;
	size_t n, cap;
};
#define STRMAP_INIT ((struct strmap){.n = 0})

void strmap_release(struct strmap *m);
void *strmap_get(const struct strmap *m, const char *key);
void *strmap_getn(const struct strmap *m, const char *key, size_t len);
void strmap_put(struct strmap *m, const char *key, void *value);
bool strmap_next(const struct strmap *m, size_t *pos, const char **ret_key,
		 void **ret_value);

/* ---- bits: a growing set of small integers ----------------------------- */

struct bits {
	u64 *words;
	size_t nwords;
};
#define BITS_INIT ((struct bits){.nwords = 0})

void bits_release(struct bits *s);
void bits_add(struct bits *s, size_t i);
void bits_del(struct bits *s, size_t i);
void bits_clear(struct bits *s);

static inline bool
bits_has(const struct bits *s, size_t i)
{
	return i / 64 < s->nwords && (s->words[i / 64] >> (i % 64) & 1);
}

/* ---- numbers ----------------------------------------------------------- */

/* Whole string, base 0 rules of C, optional sign; false on anything else. */
bool num_parse_u64(const char *s, u64 *ret_value);
bool num_parse_s64(const char *s, s64 *ret_value);
/* A decimal number from 0 to max and nothing else. */
bool num_parse_dec(const char *s, u64 max, u64 *ret_value);
/* The same as people write it: blanks and a + may stand in front. */
bool num_parse_given(const char *s, u64 max, u64 *ret_value);
/*
 * How long the decimal number (1, .5, 1e-3; a sign or blanks in front) is that
 * s begins with, whatever the locale; 0: there is none.
 */
size_t num_parse_real(const char *s, double *ret_value);

static inline u64
u64_min(u64 a, u64 b)
{
	return a < b ? a : b;
}
static inline u64
u64_max(u64 a, u64 b)
{
	return a > b ? a : b;
}
/* Saturating arithmetic, for sizes that come from a tracee. */
static inline u64
u64_add_sat(u64 a, u64 b)
{
	return a + b < a ? UINT64_MAX : a + b;
}
static inline u64
u64_mul_sat(u64 a, u64 b)
{
	u64 r;
	return __builtin_mul_overflow(a, b, &r) ? UINT64_MAX : r;
}
/* The low `bytes` bytes of v (1..8), zero- or sign-extended. */
static inline u64
num_cut(u64 v, unsigned bytes, bool is_signed)
{
	unsigned shift;

	if (bytes >= 8 || bytes == 0)
		return v;
	shift = 64 - bytes * 8;
	return is_signed ? (u64)((s64)(v << shift) >> shift)
			 : v << shift >> shift;
}
/* Little-endian load of 1..8 bytes. */
u64 num_load(const void *p, unsigned bytes, bool is_signed);

/* ---- edit distance: "did you mean" ------------------------------------- */

/* Distance of two names, capped at 99; for suggestions in messages. */
unsigned str_distance(const char *a, const char *b);

/* ---- clock ------------------------------------------------------------- */

u64 clock_mono_ns(void);
u64 clock_wall_ns(void);

/* ---- messages ---------------------------------------------------------- */

/*
 * The message room: where lines that are about ctrace itself go. Before any
 * of them is written the flush callback runs, so that order on a shared
 * terminal is true. A sink may take messages over (--json); default: stderr,
 * as "ARGV0: text\n".
 */
void msg_set_program(const char *argv0); /* borrowed; "strace" if NULL or "" */
const char *msg_program(void);
void msg_set_flush(void (*fn)(void *arg), void *arg);
/*
 * fn gets the text without program name and newline. True: it is not written
 * to stderr. NULL takes fn back.
 */
void msg_set_taker(bool (*fn)(void *arg, const char *text), void *arg);
void msg(const char *fmt, ...) PRINTF_LIKE(1, 2);
void msg_v(const char *fmt, va_list ap);
/*
 * Debug output (-d), one line each: "ARGV0: ROOM: text"; room NULL: a line that
 * strace has too, without it.
 */
void msg_debug_enable(bool on);
bool msg_debug_enabled(void);
void msg_debug(const char *room, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
