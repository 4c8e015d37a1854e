/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scene of a replay: what memory holds, what the view answers, the clock.
 *
 * Memory is a stack of segments; the newest that covers a byte has it, and a
 * byte that none covers is unreadable.
 */
#include "replay.h"

#include "facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAPPED_MAX (1 << 26) /* by all `map` lines */

struct segment {
	struct segment *older;
	u64 addr, len;
	u8 *data;
};

struct fact_line {
	struct fact_line *next;
	enum fact what;
	u64 key, key2;
	char *value;
};

int
replay_fail(struct replay *r, const char *why)
{
	struct buf b = BUF_INIT;

	if (!r->error) {
		buf_printf(&b, "%s:%u: %s", r->file, r->reading, why);
		r->error = buf_take(&b);
	}
	return -EINVAL;
}

/* ---- memory ------------------------------------------------------------ */

static s64
replay_read(struct view *v, taddr addr, void *buf, size_t len)
{
	struct replay *r =
		(struct replay *)((char *)v - offsetof(struct replay, view));
	size_t done = 0;

	while (done < len) {
		u64 at = addr + done, n = 0;
		struct segment *s, *hit = NULL;

		if (at < addr)
			break;
		for (s = r->segs; s; s = s->older) {
			if (!hit && at >= s->addr && at - s->addr < s->len) {
				hit = s;
				n = u64_min(len - done,
					    s->len - (at - s->addr));
				break;
			}
		}
		if (!hit)
			break;
		/* a newer segment may begin inside */
		for (s = r->segs; s != hit; s = s->older)
			if (s->addr > at && s->addr - at < n)
				n = s->addr - at;
		memcpy((u8 *)buf + done, hit->data + (at - hit->addr), n);
		done += n;
	}
	return (s64)done;
}

static int
replay_fact(struct view *v, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	struct replay *r =
		(struct replay *)((char *)v - offsetof(struct replay, view));

	/* A socket is told by its inode, a process by its number; whose
	 * descriptor leads to it, and what else it is, do not matter here. */
	if (what == FACT_SOCKET || what == FACT_PID_HERE)
		key2 = 0;
	for (struct fact_line *f = r->facts; f; f = f->next) {
		if (f->what != what || f->key != key || f->key2 != key2)
			continue;
		buf_puts(ret, f->value);
		return 0;
	}
	if (what == FACT_PID_HERE) {
		buf_put_u64(ret, key);
		return 0;
	}
	return what == FACT_IFNAME ? facts_ask(0, NULL, what, 0, key2, ret)
				   : -ENODATA;
}

const struct view_ops replay_view_ops = {
	.read = replay_read,
	.fact = replay_fact,
};

static void
add_segment(struct replay *r, u64 addr, const void *data, u64 len, u8 fill)
{
	struct segment *s = arena_alloc(&r->arena, sizeof(*s));

	s->addr = addr;
	s->len = len;
	s->data = arena_alloc(&r->arena, len + 1);
	if (data)
		memcpy(s->data, data, len);
	else
		memset(s->data, fill, len);
	s->older = r->segs;
	r->segs = s;
}

/* ---- lines ------------------------------------------------------------- */

/* The next line that is not blank or a comment; false at the end. */
bool
replay_peek_line(struct replay *r, const char **ret, size_t *ret_len)
{
	while (r->at < r->end) {
		const char *nl = memchr(r->at, '\n', (size_t)(r->end - r->at));
		size_t len = (size_t)((nl ? nl : r->end) - r->at);

		if (len && *r->at != '#' && !isspace((u8)*r->at)) {
			*ret = r->at;
			*ret_len = len;
			r->reading = r->line;
			return true;
		}
		r->at += len + 1;
		r->line++;
	}
	return false;
}

void
replay_take_line(struct replay *r, size_t len)
{
	r->at += len + 1;
	r->line++;
}

static bool
is_word(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !memcmp(line, word, n) &&
	       (len == n || line[n] == ' ');
}

/* Splits into words; a quoted word keeps its quotes. */
void
replay_split(struct replay *r, const char *line, size_t len)
{
	char *s = arena_alloc(&r->arena, len + 1);

	memcpy(s, line, len);
	r->nwords = 0;
	while (*s && r->nwords < WORDS_MAX) {
		while (*s == ' ' || *s == '\t')
			*s++ = '\0';
		if (!*s)
			break;
		r->words[r->nwords++] = s;
		if (*s == '"') {
			for (s++; *s && *s != '"'; s++)
				if (*s == '\\' && s[1])
					s++;
			if (*s)
				s++;
		}
		while (*s && *s != ' ' && *s != '\t')
			s++;
	}
}

bool
replay_number(const char *s, u64 *ret)
{
	s64 neg;
	size_t n = strlen(s);

	if (n > 1 && s[0] == '0' && isdigit((u8)s[1])) {
		char *end;

		*ret = strtoull(s, &end, 8);
		return !*end;
	}
	if (*s == '-') {
		if (!num_parse_s64(s, &neg))
			return false;
		*ret = (u64)neg;
		return true;
	}
	return num_parse_u64(s, ret);
}

/* "c string" with the usual escapes; the bytes without a NUL of our own. */
u32
replay_unquote(const char *s, u8 *out)
{
	u32 n = 0;

	for (s++; *s && *s != '"'; s++) {
		if (*s != '\\') {
			out[n++] = (u8)*s;
			continue;
		}
		s++;
		if (*s >= '0' && *s <= '7') {
			u32 v = 0, k = 0;

			for (; k < 3 && *s >= '0' && *s <= '7'; k++)
				v = v * 8 + (u32)(*s++ - '0');
			out[n++] = (u8)v;
			s--;
		} else if (*s == 'x' && isxdigit((u8)s[1])) {
			out[n++] = (u8)strtoul(
				(char[]){s[1], isxdigit((u8)s[2]) ? s[2] : '\0',
					 '\0'},
				NULL, 16);
			s += isxdigit((u8)s[2]) ? 2 : 1;
		} else {
			const char *p =
				strchr("n\nt\tr\rv\vf\fa\ab\be\033", *s);

			out[n++] = p && *p ? (u8)p[1] : (u8)*s;
			if (!*s)
				break;
		}
	}
	return n;
}

int
replay_hex_bytes(struct replay *r, u32 first, u32 max, u8 *out, u32 *ret_n)
{
	u32 n = 0;

	for (u32 w = first; w < r->nwords; w++) {
		const char *s = r->words[w];

		if (*s == '#')
			break;
		for (; s[0] && s[1]; s += 2) {
			if (n == max)
				return replay_fail(r, "too many bytes");
			if (!isxdigit((u8)s[0]) || !isxdigit((u8)s[1]))
				return replay_fail(r, "bad hex bytes");
			out[n++] = (u8)strtoul((char[]){s[0], s[1], '\0'}, NULL,
					       16);
		}
	}
	*ret_n = n;
	return 0;
}

static int
mem_line(struct replay *r, size_t len)
{
	u8 *data = arena_alloc(&r->arena, len + 1);
	u64 addr;
	u32 n;

	if (r->nwords < 2 || !replay_number(r->words[1], &addr))
		return replay_fail(r, "mem wants an address");
	if (r->nwords >= 3 && r->words[2][0] == '"')
		n = replay_unquote(r->words[2], data);
	else if (replay_hex_bytes(r, 2, (u32)len, data, &n) < 0)
		return -EINVAL;
	add_segment(r, addr, data, n, 0);
	return 0;
}

static int
map_line(struct replay *r)
{
	u64 addr, len, fill = 0;

	if (r->nwords < 3 || !replay_number(r->words[1], &addr) ||
	    !replay_number(r->words[2], &len))
		return replay_fail(r, "map wants an address and a length");
	if (len > MAPPED_MAX - r->mapped)
		return replay_fail(r, "more memory than a case may have");
	r->mapped += len;
	if (r->nwords > 3)
		fill = strtoul(r->words[3], NULL, 16);
	add_segment(r, addr, NULL, len, (u8)fill);
	return 0;
}

static int
fact_line(struct replay *r)
{
	static const struct {
		const char *word;
		enum fact what;
		u32 keys;
	} kinds[] = {
		{"link", FACT_FD_LINK, 1},	{"cwd", FACT_CWD, 0},
		{"comm", FACT_COMM, 1},		{"socket", FACT_SOCKET, 1},
		{"protocol", FACT_PROTOCOL, 1}, {"symbol", FACT_SYMBOL, 1},
		{"dev", FACT_FD_DEV, 1},	{"ifname", FACT_IFNAME, 1},
		{"object", FACT_FD_OBJECT, 1},	{"pid", FACT_PID_HERE, 1},
	};
	struct fact_line *f = arena_alloc(&r->arena, sizeof(*f));
	u64 keys[2] = {0, 0};
	u32 n, k = 0;

	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (r->nwords < 2 || strcmp(r->words[1], kinds[i].word))
			continue;
		for (n = 2; n + 1 < r->nwords && k < 2; n++)
			if (!replay_number(r->words[n], &keys[k++]))
				return replay_fail(r, "bad key of a fact");
		f->what = kinds[i].what;
		if (f->what == FACT_FD_LINK || f->what == FACT_PROTOCOL ||
		    f->what == FACT_FD_DEV || f->what == FACT_IFNAME ||
		    f->what == FACT_FD_OBJECT) {
			f->key = k == 2 ? keys[0] : 0;
			f->key2 = k == 2 ? keys[1] : keys[0];
		} else {
			f->key = keys[0];
		}
		f->value = arena_alloc(&r->arena,
				       strlen(r->words[r->nwords - 1]) + 1);
		replay_unquote(r->words[r->nwords - 1], (u8 *)f->value);
		f->next = r->facts;
		r->facts = f;
		return 0;
	}
	return replay_fail(r, "unknown fact");
}

/* Lines that set the scene. 1: it was one; 0: not; -errno. */
static int
scene_line(struct replay *r, const char *line, size_t len)
{
	int rc = 0;

	if (is_word(line, len, "mem")) {
		replay_split(r, line, len);
		rc = mem_line(r, len);
	} else if (is_word(line, len, "map")) {
		replay_split(r, line, len);
		rc = map_line(r);
	} else if (is_word(line, len, "fact")) {
		replay_split(r, line, len);
		rc = fact_line(r);
	} else if (is_word(line, len, "time") || is_word(line, len, "ip") ||
		   is_word(line, len, "sp")) {
		replay_split(r, line, len);
		if (r->nwords < 2 ||
		    !replay_number(r->words[1], *line == 't'   ? &r->time
						: *line == 'i' ? &r->ip
							       : &r->sp) ||
		    r->time > INT64_MAX)
			rc = replay_fail(r, "expected a number");
	} else if (is_word(line, len, "abi")) {
		replay_split(r, line, len);
		if (r->nwords < 2 || abi_find(r->words[1]) < 0)
			return replay_fail(r, "unknown ABI");
		r->abi = (enum abi)abi_find(r->words[1]);
	} else if (!is_word(line, len, "case") && !is_word(line, len, "opt") &&
		   !is_word(line, len, "text") && !is_word(line, len, "cut") &&
		   !is_word(line, len, "json") &&
		   !is_word(line, len, "json=")) {
		return 0;
	}
	return rc < 0 ? rc : 1;
}

/* Whatever follows an event's line and belongs to it. */
int
replay_scene(struct replay *r)
{
	const char *line;
	size_t len;
	int rc;

	while (replay_peek_line(r, &line, &len)) {
		rc = scene_line(r, line, len);
		if (rc <= 0)
			return rc;
		replay_take_line(r, len);
	}
	return 0;
}
