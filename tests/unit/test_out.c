/* SPDX-License-Identifier: BSD-2-Clause */
/* The sinks by themselves: trees made by hand, and what is written of them. */
#include "suite.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "ctrace/sink.h"

static struct task task;
static struct call call;
static struct dest *dest;
static struct sink *sink;
static struct arena *arena = &task.arena;

/* Sinks keep what they need of a task with it. */
static void
forget_sinks(void)
{
	memset(task.sink_state, 0, sizeof(task.sink_state));
}

static void
open_text(enum xlat_style style)
{
	struct text_settings s = {.column = 0, .strmax = 4, .xlat = style};

	forget_sinks();
	dest = dest_memory();
	sink = text_sink_new(&s, dest);
	memset(task.sink_state, 0, sizeof(task.sink_state));
}

static void
open_json(void)
{
	struct json_settings s = {.strmax = 4};

	forget_sinks();
	dest = dest_memory();
	sink = json_sink_new(&s, dest);
	buf_reset(dest_buf(dest));
}

/* The whole call, with one argument, as the sink writes it. */
static const char *
shown(struct value *v)
{
	struct buf *b = dest_buf(dest);

	buf_reset(b);
	memset(&call, 0, sizeof(call));
	call.name = "f";
	call.desc = DESC_NONE;
	call.args_head = v;
	call.show = (struct detail){.strmax = 4096, .arrmax = 4096};
	task.call = &call;
	sink->ops->enter(sink, &task, &call);
	call.state = CALL_RETURNED;
	call.ret = value_int(arena, NULL, 0, VN_DEC);
	sink->ops->exit(sink, &task, &call);
	task.call = NULL;
	return b->data ? b->data : "";
}

static struct value *
an_enum(u64 num, const char *name)
{
	static const char *names[1];
	struct value *v = value_new(arena, V_ENUM, "x");

	names[0] = name;
	v->num = num;
	v->notation = VN_HEX;
	v->size = 4;
	v->sym.names = names;
	v->sym.n = name ? 1 : 0;
	v->sym.unknown = "A_???";
	return v;
}

START_TEST(an_enum_has_three_styles)
{
	open_text(XLAT_ABBREV);
	ck_assert_str_eq(shown(an_enum(1, "A_ONE")), "f(A_ONE) = 0\n");
	ck_assert_str_eq(shown(an_enum(7, NULL)), "f(0x7 /* A_??? */) = 0\n");
	open_text(XLAT_VERBOSE);
	ck_assert_str_eq(shown(an_enum(1, "A_ONE")),
			 "f(0x1 /* A_ONE */) = 0\n");
	open_text(XLAT_RAW);
	ck_assert_str_eq(shown(an_enum(1, "A_ONE")), "f(0x1) = 0\n");
}
END_TEST

START_TEST(text_is_quoted_and_cut_by_the_limit)
{
	open_text(XLAT_ABBREV);
	ck_assert_str_eq(
		shown(value_bytes(arena, V_STR, "x", "a\n\0001", 4, 4)),
		"f(\"a\\n\\0001\") = 0\n");
	ck_assert_str_eq(shown(value_bytes(arena, V_STR, "x", "abcdef", 6, 6)),
			 "f(\"abcd\"...) = 0\n");
}
END_TEST

START_TEST(a_blocked_call_shows_what_is_known_and_no_separator)
{
	struct value *fd = value_int(arena, "fd", 3, VN_DEC);
	struct value *buf = value_new(arena, V_PENDING, "buf");
	struct buf *b;

	open_text(XLAT_ABBREV);
	b = dest_buf(dest);
	fd->next = buf;
	memset(&call, 0, sizeof(call));
	call.name = "read";
	call.desc = DESC_NONE;
	call.args_head = fd;
	task.call = &call;
	sink->ops->enter(sink, &task, &call);
	ck_assert_str_eq(b->data, "read(3");
	value_fill(buf, value_addr(arena, NULL, 0x10));
	call.state = CALL_RETURNED;
	call.ret = value_int(arena, NULL, (u64)-1, VN_DEC);
	call.err = EBADF;
	call.rval = -1;
	sink->ops->exit(sink, &task, &call);
	ck_assert_str_eq(b->data,
			 "read(3, 0x10) = -1 EBADF (Bad file descriptor)\n");
}
END_TEST

/* ---- leaders, colours, dumps -------------------------------------------- */

START_TEST(a_leader_is_made_of_the_event)
{
	struct text_settings s = {
		.strmax = 4,
		.stamp = STAMP_UNIX,
		.stamp_digits = 3,
		.relative = true,
		.relative_digits = 0,
		.numbers = true,
		.ip = true,
	};
	struct buf *b;

	dest = dest_memory();
	sink = text_sink_new(&s, dest);
	memset(task.sink_state, 0, sizeof(task.sink_state));
	b = dest_buf(dest);
	memset(&call, 0, sizeof(call));
	call.name = "f";
	call.desc = DESC_NONE;
	call.nr = 7;
	call.ip = 0x401000;
	call.t_enter = 1999999999;
	call.m_enter = 5;
	task.call = &call;
	sink->ops->enter(sink, &task, &call);
	ck_assert_str_eq(b->data,
			 "1.999 (+     0) [   7] [0000000000401000] f(");
}
END_TEST

/* A call f("ab", A_ONE), coloured as STRACE_COLORS says. */
static const char *
coloured(const char *colors)
{
	struct text_settings s = {.column = 0, .strmax = 4};
	static struct palette p;
	struct value *v = value_bytes(arena, V_STR, "x", "ab", 2, 2);

	palette_init(&p, colors);
	s.colors = &p;
	dest = dest_memory();
	sink = text_sink_new(&s, dest);
	memset(task.sink_state, 0, sizeof(task.sink_state));
	v->next = an_enum(1, "A_ONE");
	return shown(v);
}

START_TEST(colours_are_put_on_tokens)
{
	ck_assert_str_eq(
		coloured("syscall=1:const=2:argval=3:punct=4:retval=5"),
		"\033[1mf\033[0m\033[4m(\033[0m\033[3m\"ab\"\033[0m"
		"\033[4m,\033[0m \033[2mA_ONE\033[0m\033[4m)\033[0m "
		"\033[4m=\033[0m \033[5m0\033[0m\n");
}
END_TEST

START_TEST(what_is_no_colour_is_left_as_it_was)
{
	ck_assert_str_eq(
		coloured("syscall=:const=:retval=:nonsense=1:argval=x"),
		"f(\"ab\", A_ONE) = 0\n");
	ck_assert_str_eq(coloured("syscall=:const=:retval="),
			 "f(\"ab\", A_ONE) = 0\n");
}
END_TEST

static bool
dumps_three(void *arg, enum dump_way way, s32 fd)
{
	return fd == 3 && way == DUMP_WRITE;
}

START_TEST(only_marked_bytes_are_dumped)
{
	struct text_settings s = {.column = 0, .strmax = 1};
	struct value *fd = value_new(arena, V_FD, "fd");
	struct value *data = value_bytes(arena, V_BYTES, "buf", "a\1", 2, 2);
	struct buf *b;

	s.dumps = dumps_three;
	dest = dest_memory();
	sink = text_sink_new(&s, dest);
	memset(task.sink_state, 0, sizeof(task.sink_state));
	b = dest_buf(dest);
	memset(&call, 0, sizeof(call));
	call.name = "f";
	call.desc = DESC_NONE;
	fd->num = 3;
	fd->next = data;
	call.args_head = fd;
	call.show.dump = true;
	task.call = &call;
	for (int marked = 0; marked < 2; marked++) {
		data->marks = marked ? VM_DATA : 0;
		buf_reset(b);
		call.state = CALL_ENTERED;
		sink->ops->enter(sink, &task, &call);
		call.state = CALL_RETURNED;
		call.ret = value_int(arena, NULL, 0, VN_DEC);
		sink->ops->exit(sink, &task, &call);
		ck_assert_str_eq(
			b->data,
			marked ? "f(3, \"a\"...) = 0\n"
				 " | 00000  61 01                             "
				 "                a.               |\n"
			       : "f(3, \"a\"...) = 0\n");
	}
}
END_TEST

static const char *
json_of(struct value *v)
{
	static char found[200];
	const char *line = shown(v), *at = strstr(line, "\"value\":");

	ck_assert_msg(at != NULL, "%s", line);
	snprintf(found, sizeof(found), "%.*s",
		 (int)(strstr(at, "}],") - at - 8), at + 8);
	return found;
}

START_TEST(each_kind_has_one_form_in_json)
{
	struct value *v;

	open_json();
	ck_assert_str_eq(json_of(an_enum(1, "A_ONE")), "\"A_ONE\"");
	ck_assert_str_eq(json_of(an_enum(7, NULL)), "7");
	ck_assert_str_eq(json_of(value_addr(arena, "x", 0)), "null");
	ck_assert_str_eq(json_of(value_addr(arena, "x", 16)), "\"0x10\"");
	ck_assert_str_eq(json_of(value_int(arena, "x", 1ull << 60, VN_UDEC)),
			 "\"1152921504606846976\"");
	ck_assert_str_eq(json_of(value_int(arena, "x", (u64)-5, VN_DEC)), "-5");
	ck_assert_str_eq(json_of(value_unreadable(arena, "x", 16)),
			 "{\"addr\":\"0x10\",\"unreadable\":true}");
	ck_assert_str_eq(
		json_of(value_bytes(arena, V_STR, "x", "a\"\xff", 3, 3)),
		"{\"base64\":\"YSL/\",\"size\":3}");
	ck_assert_str_eq(
		json_of(value_bytes(arena, V_STR, "x", "abcdef", 6, 6)),
		"{\"text\":\"abcd\",\"size\":6,\"truncated\":true}");
	v = value_form(arena, "x", "htons",
		       value_int(arena, NULL, 80, VN_UDEC));
	ck_assert_str_eq(json_of(v), "{\"htons\":80}");
	v = value_new(arena, V_STRUCT, "x");
	value_add(v, value_int(arena, "a", 1, VN_DEC));
	value_add(v, value_int(arena, "b", 2, VN_DEC));
	ck_assert_str_eq(json_of(v), "{\"a\":1,\"b\":2}");
}
END_TEST

START_TEST(json_escapes_what_is_not_plain_and_keeps_the_rest)
{
	static const struct {
		const char *bytes, *json;
	} all[] = {
		{"", "\"\""},
		{"12345678", "\"12345678\""},
		{"\"1234567\\", "\"\\\"1234567\\\\\""},
		{"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
		{"a\x01z\x1f\x7f", "\"a\\u0001z\\u001f\\u007f\""},
		/* a character across the eighth byte; one of four bytes */
		{"1234567\xc3\xa9"
		 "89",
		 "\"1234567\xc3\xa9"
		 "89\""},
		{"\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\""},
		/* no text: a surrogate, too long a form, a piece alone */
		{"12345678\xed\xa0\x80",
		 "{\"base64\":\"MTIzNDU2NzjtoIA=\",\"size\":11}"},
		{"\xc0\x80", "{\"base64\":\"wIA=\",\"size\":2}"},
		{"\x80", "{\"base64\":\"gA==\",\"size\":1}"},
	};

	open_json();
	for (u32 i = 0; i < ARRAY_SIZE(all); i++) {
		u32 n = (u32)strlen(all[i].bytes);
		struct value *v =
			value_bytes(arena, V_STR, "x", all[i].bytes, n, n);

		v->marks |= VM_UNCAPPED;
		ck_assert_str_eq(json_of(v), all[i].json);
	}
	ck_assert_str_eq(json_of(value_addr(arena, "\xffz\xc3", 0)), "null");
	ck_assert(
		strstr(dest_buf(dest)->data, "{\"name\":\"\\ufffdz\\ufffd\","));
}
END_TEST

START_TEST(a_change_has_both_sides)
{
	struct value *v = value_new(arena, V_CHANGE, "x");

	v->marks |= VM_BRACKET;
	value_add(v, value_int(arena, NULL, 16, VN_DEC));
	value_add(v, value_int(arena, NULL, 2, VN_DEC));
	open_text(XLAT_ABBREV);
	ck_assert_str_eq(shown(v), "f([16 => 2]) = 0\n");
	open_json();
	ck_assert_str_eq(json_of(v), "{\"old\":16,\"new\":2}");
}
END_TEST

static void
set_up(void)
{
	memset(&task, 0, sizeof(task));
	task.tid = task.tgid = 1;
	arena_init(arena);
}

static void
tear_down(void)
{
	sink->ops->free(sink);
	dest_close(dest);
	arena_release(arena);
}

static void
fill(TCase *c)
{
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, an_enum_has_three_styles);
	tcase_add_test(c, text_is_quoted_and_cut_by_the_limit);
	tcase_add_test(c, a_leader_is_made_of_the_event);
	tcase_add_test(c, colours_are_put_on_tokens);
	tcase_add_test(c, what_is_no_colour_is_left_as_it_was);
	tcase_add_test(c, only_marked_bytes_are_dumped);
	tcase_add_test(c, a_blocked_call_shows_what_is_known_and_no_separator);
	tcase_add_test(c, each_kind_has_one_form_in_json);
	tcase_add_test(c, json_escapes_what_is_not_plain_and_keeps_the_rest);
	tcase_add_test(c, a_change_has_both_sides);
}

SUITE("out", fill)
