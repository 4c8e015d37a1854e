/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes files from options.def while ctrace is built:
 *
 *   optgen bash|zsh|man TEMPLATE   the template with the table of options in
 *                                  place of its lines @TABLE@ and @OPTIONS@
 *   optgen table                   a line per spelling, for the tests: how it
 *                                  is written, its argument (no, req, opt,
 *                                  later), the words that are offered, main
 *                                  or alias
 *
 * A letter takes an argument only if it must have one; a long name may have
 * one.
 *
 * What is made bears no date and is in the order of the table.
 */
#define OPT_HANDLER(h) NULL
#include "opts.h"

#include <stdio.h>
#include <string.h>

static bool
is_shown(const struct optrow *r)
{
	return r->kind == ROW_OPTION || r->kind == ROW_ALIAS;
}

/* The ROW_OPTION that a row is about. */
static const struct optrow *
main_row(const struct optrow *r)
{
	while (r > optrows && r->kind != ROW_OPTION && r->kind != ROW_SECTION)
		r--;
	return r;
}

/* ---- what a shell offers ----------------------------------------------- */

static void
put_calls(const char *sep)
{
	for (u32 i = 0; i < DC_N; i++)
		printf("%%%s%s", desc_class_name((enum desc_class)i), sep);
	for (u32 i = 0; i < abi_info(ABI_X86_64)->nr_limit; i++) {
		const char *name = abi_call_name(ABI_X86_64, i);

		if (name)
			printf("%s%s", name, sep);
	}
}

static void
put_signals(const char *sep)
{
	for (u32 i = 1; i < 32; i++)
		if (signal_name(i))
			printf("%s%s", signal_name(i), sep);
}

/* Every key and what its option offers, as cases of a shell's `case`. */
static void
put_key_cases(void)
{
	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];
		const char *words;

		if (r->kind != ROW_KEY && r->kind != ROW_KEY_ALIAS)
			continue;
		words = main_row(r)->words;
		printf("\t%s) what='%s' ;;\n", r->name, words ? words : "");
	}
}

static void
put_option_cases(void)
{
	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];
		const char *words;

		if (!is_shown(r) || r->arg == NO)
			continue;
		words = main_row(r)->words;
		printf("\t");
		if (r->letter && r->arg == REQ)
			printf("-%c%s", r->letter, r->name ? "|" : "");
		if (r->name)
			printf("--%s", r->name);
		printf(") what='%s' ;;\n", words ? words : "");
	}
}

static void
put_spellings(const char *sep)
{
	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];

		if (!is_shown(r))
			continue;
		if (r->letter)
			printf("-%c%s", r->letter, sep);
		if (r->name)
			printf("--%s%s%s", r->name, r->arg == REQ ? "=" : "",
			       sep);
	}
}

/* Letters that take an argument, for the search of the command. */
static void
put_letters(void)
{
	for (u32 i = 0; i < NOPTROWS; i++)
		if (is_shown(&optrows[i]) && optrows[i].letter &&
		    optrows[i].arg == REQ)
			printf("%c", optrows[i].letter);
}

static void
put_key_names(const char *sep)
{
	for (u32 i = 0; i < NOPTROWS; i++)
		if (optrows[i].kind == ROW_KEY)
			printf("%s=%s", optrows[i].name, sep);
}

/* The table as shell functions that both shells understand. */
static void
put_shell_tables(void)
{
	printf("__ctrace_options='");
	put_spellings(" ");
	printf("'\n__ctrace_keys='");
	put_key_names(" ");
	printf("'\n__ctrace_letters='");
	put_letters();
	printf("'\n__ctrace_calls='");
	put_calls(" ");
	printf("'\n__ctrace_signals='");
	put_signals(" ");
	printf("'\n\n__ctrace_what_of_key() {\n\tcase $1 in\n");
	put_key_cases();
	printf("\t*) what='@calls' ;;\n\tesac\n}\n\n"
	       "__ctrace_what_of_option() {\n\tcase $1 in\n");
	put_option_cases();
	printf("\t*) what='' ;;\n\tesac\n}\n");
}

/* ---- zsh --------------------------------------------------------------- */

static size_t
sentence(const char *text)
{
	const char *stop = strstr(text, ". ");
	size_t n = stop ? (size_t)(stop - text) : strcspn(text, "\n");

	return n && text[n - 1] == '.' ? n - 1 : n;
}

static void
put_zsh_text(const char *text)
{
	size_t n = sentence(text);

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '`')
			continue;
		if (text[i] == '\'')
			printf("'\\''");
		else if (strchr("[]:\\", text[i]))
			printf("\\%c", text[i]);
		else
			putchar(text[i]);
	}
}

static void
put_zsh_action(const struct optrow *r)
{
	const char *w = r->words;

	if (r->arg == NO)
		return;
	printf(":%s:", r->meta ? r->meta : " ");
	if (!w)
		printf(" ");
	else if (!strcmp(w, "@file"))
		printf("_files");
	else if (!strcmp(w, "@user"))
		printf("_users");
	else if (!strcmp(w, "@command"))
		printf("_command_names");
	else if (*w == '@')
		printf("__ctrace_%s", w + 1);
	else
		printf("_sequence compadd - %s", w);
}

static void
put_zsh_spec(const struct optrow *r)
{
	const struct optrow *m = main_row(r);

	if (r->letter) {
		printf("\t\t'*-%c%s[", r->letter, r->arg == REQ ? "+" : "");
		put_zsh_text(m->text);
		printf("]");
		if (r->arg == REQ)
			put_zsh_action(m);
		printf("' \\\n");
	}
	if (r->name) {
		printf("\t\t'*--%s%s[", r->name,
		       r->arg == NO    ? ""
		       : r->arg == REQ ? "="
				       : "=-");
		put_zsh_text(m->text);
		printf("]");
		if (r->arg == OPT)
			printf(":");
		put_zsh_action(m);
		printf("' \\\n");
	}
}

static void
put_zsh_specs(void)
{
	for (u32 i = 0; i < NOPTROWS; i++)
		if (is_shown(&optrows[i]))
			put_zsh_spec(&optrows[i]);
}

/* ---- the manual -------------------------------------------------------- */

/* Dashes are what is typed, not hyphens; `bold`; a newline is a paragraph. */
static void
put_roff(const char *text)
{
	bool bold = false;

	for (; *text; text++) {
		if (*text == '`') {
			bold = !bold;
			printf("%s", bold ? "\\fB" : "\\fR");
		} else if (*text == '-') {
			printf("\\-");
		} else if (*text == '\\') {
			printf("\\e");
		} else if (*text == '\n') {
			printf("\n.sp\n");
		} else if (*text == '\'') {
			printf("\\(aq");
		} else {
			putchar(*text);
		}
	}
	putchar('\n');
}

static void
put_roff_word(const char *word)
{
	for (; *word; word++)
		printf(*word == '-' ? "\\-" : "%c", *word);
}

static void
put_roff_name(const char *dash, const char *name, const struct optrow *m,
	      int arg)
{
	bool is_long = dash[1] != '\0';

	printf("\\fB%s", is_long ? "\\-\\-" : "\\-");
	put_roff_word(name);
	printf("\\fR");
	if (!m->meta || arg == NO)
		return;
	if (arg == OPT)
		printf("[=\\fI%s\\fR]", m->meta);
	else
		printf("%s\\fI%s\\fR", is_long ? "=" : " ", m->meta);
}

static void
put_roff_spellings(const struct optrow *r, const struct optrow *m, bool *first)
{
	char letter[2] = {r->letter, '\0'};

	if (r->letter) {
		printf("%s", *first ? "" : ", ");
		put_roff_name("-", letter, m, r->arg == REQ ? REQ : NO);
		*first = false;
	}
	if (r->kind == ROW_KEY) {
		printf("%s\\fB\\-e ", *first ? "" : ", ");
		put_roff_word(r->name);
		printf("=\\fR\\fI%s\\fR", m->meta);
		*first = false;
	} else if (r->name) {
		printf("%s", *first ? "" : ", ");
		put_roff_name("--", r->name, m, r->arg);
		*first = false;
	}
}

static void
put_key_aliases(const struct optrow *m)
{
	bool first = true;

	for (const struct optrow *r = m + 1; r < optrows + NOPTROWS; r++) {
		if (r->kind == ROW_OPTION || r->kind == ROW_SECTION)
			break;
		if (r->kind != ROW_KEY_ALIAS)
			continue;
		printf("%s\\fB\\-e ", first ? ".sp\nAlso " : ", ");
		put_roff_word(r->name);
		printf("=\\fR");
		first = false;
	}
	if (!first)
		printf(".\n");
}

static void
put_roff_option(const struct optrow *m)
{
	bool first = true;

	printf(".TP\n");
	put_roff_spellings(m, m, &first);
	for (const struct optrow *r = m + 1; r < optrows + NOPTROWS; r++) {
		if (r->kind == ROW_OPTION || r->kind == ROW_SECTION)
			break;
		if (r->kind == ROW_ALIAS || r->kind == ROW_KEY)
			put_roff_spellings(r, m, &first);
	}
	putchar('\n');
	put_roff(m->text);
	put_key_aliases(m);
}

static void
put_roff_options(void)
{
	for (u32 i = 0; i < NOPTROWS; i++) {
		if (optrows[i].kind == ROW_SECTION)
			printf(".SS %s\n", optrows[i].text);
		else if (optrows[i].kind == ROW_OPTION)
			put_roff_option(&optrows[i]);
	}
}

/* ---- templates --------------------------------------------------------- */

static int
fill(const char *template, void (*table)(void), void (*options)(void))
{
	FILE *f = fopen(template, "r");
	char line[4096];

	if (!f) {
		perror(template);
		return 1;
	}
	while (fgets(line, sizeof(line), f)) {
		if (table && !strcmp(line, "@TABLE@\n"))
			table();
		else if (options && !strcmp(line, "@OPTIONS@\n"))
			options();
		else
			fputs(line, stdout);
	}
	fclose(f);
	return 0;
}

/* ---- the tests' table -------------------------------------------------- */

static const char *
arg_word(const struct optrow *r)
{
	if (r->kind == ROW_LATER || r->kind == ROW_LATER_KEY)
		return "later";
	if (optrow_is_key(r))
		return "req";
	return r->arg == NO ? "no" : r->arg == REQ ? "req" : "opt";
}

static void
put_spelling(const struct optrow *r, const char *dash, const char *name,
	     const char *arg, bool words)
{
	const char *w = main_row(r)->words;
	bool is_alias = r->kind == ROW_ALIAS || r->kind == ROW_KEY_ALIAS;

	printf("%s%s%s\t%s\t%s\t%s\n", dash, name, optrow_is_key(r) ? "=" : "",
	       arg, words && w ? w : "", is_alias ? "alias" : "main");
}

static int
make_table(void)
{
	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];
		char letter[2] = {r->letter, '\0'};
		bool is_later =
			r->kind == ROW_LATER || r->kind == ROW_LATER_KEY;
		const char *arg = arg_word(r);

		if (r->kind == ROW_SECTION)
			continue;
		if (r->letter)
			put_spelling(r, "-", letter, r->arg == OPT ? "no" : arg,
				     !is_later && r->arg == REQ);
		if (optrow_is_key(r))
			put_spelling(r, "-e ", r->name, arg, !is_later);
		else if (r->name)
			put_spelling(r, "--", r->name, arg, !is_later);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	const char *template = argc > 2 ? argv[2] : "";
	int status = 2;

	if (!strcmp(what, "bash"))
		status = fill(template, put_shell_tables, NULL);
	else if (!strcmp(what, "zsh"))
		status = fill(template, put_shell_tables, put_zsh_specs);
	else if (!strcmp(what, "man"))
		status = fill(template, NULL, put_roff_options);
	else if (!strcmp(what, "table"))
		status = make_table();
	return fflush(stdout) || ferror(stdout) ? 1 : status;
}
