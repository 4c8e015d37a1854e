/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options about the command that is started: who it runs as, what it is
 * called, what its environment is.
 */
#include "opts.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

void
opt_argv0(struct parse *p, const char *arg)
{
	p->c->argv0 = arg;
}

void
opt_env(struct parse *p, const char *arg)
{
	struct cli *c = p->c;

	c->env = mem_realloc(c->env, (c->nenv + 1) * sizeof(*c->env));
	c->env[c->nenv++] = arg;
}

/* Where NAME of "NAME=.." stands in the list, or n. */
static size_t
env_find(char **list, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(list[i], name, len) && list[i][len] == '=')
			return i;
	return n;
}

char **
cli_environment(const struct cli *c, char *const *ours)
{
	size_t n = 0, len, at;
	char **list;

	while (ours[n])
		n++;
	list = mem_alloc((n + c->nenv + 1) * sizeof(*list));
	memcpy(list, ours, n * sizeof(*list));
	for (u32 i = 0; i < c->nenv; i++) {
		len = strcspn(c->env[i], "=");
		at = env_find(list, n, c->env[i], len);
		if (c->env[i][len] == '=') {
			list[at] = (char *)c->env[i];
			n += at == n;
		} else if (at < n) {
			memmove(list + at, list + at + 1,
				(n - at - 1) * sizeof(*list));
			n--;
		}
	}
	list[n] = NULL;
	return list;
}

/* UID:GID, both in decimal. */
static bool
numeric_user(const char *arg, struct user *u)
{
	const char *colon = strchr(arg, ':');
	char *uid = colon ? mem_strndup(arg, (size_t)(colon - arg)) : NULL;
	u64 a, b;
	bool ok = uid && num_parse_dec(uid, UINT32_MAX - 1, &a) &&
		  num_parse_dec(colon + 1, UINT32_MAX - 1, &b);

	mem_free(uid);
	if (ok) {
		u->uid = (u32)a;
		u->gid = (u32)b;
	}
	return ok;
}

/* The nearest name of the system's users. */
static void
suggest_user(struct parse *p, const char *given)
{
	unsigned least = strlen(given) > 4 ? 3 : 2, d;
	char *best = NULL;
	struct passwd *pw;

	setpwent();
	for (u32 i = 0; i < 10000 && (pw = getpwent()) != NULL; i++) {
		d = str_distance(pw->pw_name, given);
		if (d >= least)
			continue;
		least = d;
		mem_free(best);
		best = mem_strdup(pw->pw_name);
	}
	endpwent();
	if (best)
		opt_remedy(p, "Did you mean '%s'?", best);
	else
		opt_remedy(p, "It is a name of getent passwd, or UID:GID.");
	mem_free(best);
}

void
opt_user(struct parse *p, const char *arg)
{
	p->c->user.arg = arg;
}

/* After all options: strace looks at who we are first, then at who is meant. */
void
opt_find_user(struct parse *p)
{
	struct user *u = &p->c->user;
	struct passwd *pw;

	if (getuid() != 0 || geteuid() != 0) {
		opt_remedy(p, "Run it as root, or leave -u out to trace as "
			      "yourself.");
		opt_fail(p, false,
			 "You must be root to use the -u/--username option");
		return;
	}
	if (numeric_user(u->arg, u))
		return;
	pw = getpwnam(u->arg);
	if (!pw) {
		suggest_user(p, u->arg);
		opt_fail(p, false, "Cannot find user '%s'", u->arg);
		return;
	}
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	u->name = mem_strdup(u->arg);
}
