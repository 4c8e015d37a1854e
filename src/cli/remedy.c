/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What would help when the world refuses: a line below the message that says
 * what was refused. Nothing is said where nothing is known that the message
 * does not say already.
 */
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 20000 /* of a folder of $PATH */

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_strdup(".");
	return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

void
remedy_for_output(const char *path, int err, struct buf *out)
{
	char *folder = folder_of(path);
	struct stat st;

	switch (err) {
	case ENOENT:
		if (stat(folder, &st) < 0)
			buf_printf(out,
				   "There is no folder '%s': make it, or name "
				   "another.",
				   folder);
		break;
	case ENOTDIR:
		buf_printf(out, "'%s' is no folder.", folder);
		break;
	case EISDIR:
		buf_printf(out, "It is a folder: name a file in it.");
		break;
	case EACCES:
	case EPERM:
		buf_printf(out, "You may not write there: name another file, "
				"or run it as who may.");
		break;
	case EROFS:
		buf_printf(out, "Nothing can be written there: name a file "
				"somewhere else.");
		break;
	}
	mem_free(folder);
}

/* The nearest name in a folder, if it is nearer than *least. */
static void
look_into(const char *folder, const char *name, unsigned *least,
	  struct buf *best)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	u32 n = 0;

	while (d && n++ < NAMES_MAX && (e = readdir(d)) != NULL) {
		unsigned far = str_distance(e->d_name, name);

		if (far >= *least)
			continue;
		*least = far;
		buf_reset(best);
		buf_puts(best, e->d_name);
	}
	if (d)
		closedir(d);
}

static void
nearest_command(const char *name, struct buf *best)
{
	unsigned least = strlen(name) > 4 ? 3 : 2;
	const char *path = getenv("PATH");
	char *copy = mem_strdup(path ? path : ""), *item, *save;

	for (item = strtok_r(copy, ":", &save); item;
	     item = strtok_r(NULL, ":", &save))
		look_into(item, name, &least, best);
	mem_free(copy);
}

void
remedy_for_command(const char *name, struct buf *out)
{
	struct buf best = BUF_INIT;
	struct stat st;

	if (strchr(name, '/') || !*name)
		return;
	if (stat(name, &st) == 0 && S_ISREG(st.st_mode)) {
		buf_printf(out, "It is here, not in $PATH: './%s' names it.",
			   name);
		return;
	}
	nearest_command(name, &best);
	if (best.len)
		buf_printf(out, "Did you mean '%s'?", best.data);
	else
		buf_puts(out, "No folder of $PATH has it: install it, or name "
			      "it with its path.");
	buf_release(&best);
}

void
remedy_for_exec(const char *path, int err, struct buf *out)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return;
	if (S_ISDIR(st.st_mode))
		buf_printf(out, "'%s' is a folder.", path);
	else if (err == EACCES && !(st.st_mode & 0111))
		buf_printf(out, "'%s' may be executed by nobody: chmod +x.",
			   path);
	else if (err == ENOENT)
		buf_printf(out,
			   "'%s' is there, but not the interpreter that it "
			   "names.",
			   path);
	else if (err == ENOEXEC)
		buf_printf(out,
			   "'%s' is no program that this machine runs; a "
			   "script begins with #! and its interpreter.",
			   path);
}
