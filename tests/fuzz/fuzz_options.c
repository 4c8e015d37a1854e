/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile command line, one word per line of the input. Whatever the words,
 * they are understood, or refused with a message; what --explain and --tips ask
 * for is told; the environment that -E makes is a list of names. A file that
 * --describe names is the input itself.
 */
#include "fuzz.h"

#include <string.h>

#include "../../src/cli/cli.h"

#define WORDS_MAX 64

static const uint8_t *input;
static size_t input_len;

static int
the_input(const char *path, struct buf *ret)
{
	(void)path;
	buf_add(ret, input, input_len);
	return 0;
}

static int
split(char *text, char **argv)
{
	int n = 0;

	argv[n++] = (char *)"ctrace";
	while (text && n < WORDS_MAX) {
		argv[n++] = text;
		text = strchr(text, '\n');
		if (text)
			*text++ = '\0';
	}
	argv[n] = NULL;
	return n;
}

static void
check_environment(const struct cli *c)
{
	char *const ours[] = {(char *)"HOME=/", (char *)"PATH=/bin", NULL};
	char **env = cli_environment(c, ours);
	u32 n = 0;

	while (env[n]) {
		must(strchr(env[n], '='));
		for (u32 i = 0; i < n; i++)
			must(strncmp(env[i], env[n],
				     strcspn(env[n], "=") + 1) != 0);
		n++;
	}
	must(n <= 2 + c->nenv);
	mem_free(env);
}

static void
check(struct cli *c, int argc)
{
	struct buf b = BUF_INIT;

	must(c->prog > 0 && c->prog <= argc);
	switch (c->action) {
	case CLI_FAIL:
		must(c->error.len);
		break;
	case CLI_EXPLAIN:
		cli_explain(c, &b);
		must(b.len);
		break;
	case CLI_HELP:
	case CLI_VERSION:
		break;
	case CLI_RUN:
		cli_tip(&c->tip, &b);
		check_environment(c);
		break;
	}
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1), *argv[WORDS_MAX + 1];
	struct cli c;
	int argc;

	input = data;
	input_len = size;
	memcpy(text, data, size);
	text[size] = '\0';
	argc = split(text, argv);
	cli_parse(&c, argc, argv, the_input);
	check(&c, argc);
	cli_release(&c);
	mem_free(text);
	return 0;
}
