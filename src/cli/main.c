/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program: reads the command line, opens where output goes, starts the
 * command and lets the engine run. How ctrace ends is decided here: with the
 * command's status; of the signal that killed the command, or us; with 1 if
 * what was asked for could not be done.
 */
#include "cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct run {
	struct cli cli;
	struct palette palette;
	int death;   /* the signal that we are to die of, or 0 */
	char **argv; /* of the command */
	char *path;
	struct dest *text, *json;
	struct capture *capture;
	struct engine *engine;
};

/* ---- ends -------------------------------------------------------------- */

static void
usage_hint(void)
{
	fprintf(stderr, "Try '%s -h' for more information.\n", msg_program());
}

static int
put_out(struct buf *b)
{
	bool ok = fwrite(b->data, 1, b->len, stdout) == b->len &&
		  fflush(stdout) == 0;

	buf_release(b);
	if (!ok)
		msg("cannot write the standard output: %s", strerror(errno));
	return ok ? 0 : 1;
}

static int
show(void (*fill)(struct buf *out))
{
	struct buf b = BUF_INIT;

	fill(&b);
	return put_out(&b);
}

static int
explain(const struct cli *c)
{
	struct buf b = BUF_INIT;
	const char *near;

	if (cli_explain(c, &b))
		return put_out(&b);
	msg("%s", b.data);
	near = abi_call_nearest(c->explain);
	if (near && strcmp(near, c->explain))
		fprintf(stderr, "Did you mean '%s'?\n", near);
	buf_release(&b);
	return 1;
}

static int
refuse(const struct cli *c)
{
	msg("%s", c->error.data);
	if (c->usage)
		usage_hint();
	if (c->remedy.len)
		fprintf(stderr, "%s\n", c->remedy.data);
	return 1;
}

/* Ends as the command ended, without a core of our own. */
static int
die_of(int sig)
{
	struct rlimit none = {0, 0};
	sigset_t set;

	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	return 128 + sig;
}

/* ---- beginnings -------------------------------------------------------- */

/* Takes the line over. */
static void
put_remedy(struct buf *b)
{
	if (b->len)
		fprintf(stderr, "%s\n", b->data);
	buf_release(b);
}

static bool
find_command(struct run *r, const char *name)
{
	int rc = launch_find(name, &r->path);
	struct buf b = BUF_INIT;

	if (rc == 0)
		return true;
	if (strchr(name, '/') || rc != -ENOENT)
		msg("Cannot stat '%s': %s", name, strerror(-rc));
	else
		msg("Cannot find executable '%s'", name);
	remedy_for_command(name, &b);
	put_remedy(&b);
	return false;
}

static bool
open_dest(const char *path, bool append, struct dest **ret)
{
	bool pipe = path && (*path == '|' || *path == '!');
	int rc = pipe ? dest_pipe(path + 1, ret) : dest_open(path, append, ret);
	struct buf b = BUF_INIT;

	if (rc == 0)
		return true;
	msg("Cannot %s '%s': %s", pipe ? "popen" : "fopen", path + pipe,
	    strerror(-rc));
	if (!pipe)
		remedy_for_output(path, -rc, &b);
	put_remedy(&b);
	return false;
}

static bool
open_dests(struct run *r)
{
	const struct settings *s = &r->cli.set;

	if (s->text.separate)
		r->text = dest_whole(s->output, s->append);
	else if (!s->text_off && !open_dest(s->output, s->append, &r->text))
		return false;
	return !s->json || open_dest(s->json_file, s->append, &r->json);
}

/* -u: the set-user-ID and set-group-ID bits of the program hold for it. */
static struct launch_user
user_of(const struct user *u, const char *path)
{
	struct launch_user l = {u->uid, u->gid, u->uid, u->gid, u->name};
	struct stat st;

	if (stat(path, &st) < 0)
		return l;
	if (st.st_mode & S_ISUID)
		l.euid = st.st_uid;
	if (st.st_mode & S_ISGID)
		l.egid = st.st_gid;
	return l;
}

/* A second line about a failure of ptrace, if there is more to say. */
static void
explain_attach(u32 pid, int err)
{
	struct buf why = BUF_INIT;

	capture_ptrace_diagnose(pid, err, &why);
	if (why.len)
		msg("process %u: %s", pid, why.data);
	buf_release(&why);
}

static void
explain_launch(const struct run *r, int err)
{
	const char *why = capture_ptrace_launch_why(r->capture);

	if (*why)
		msg("the command: %s", why);
	else if (err == EPERM)
		msg("tracing is not allowed here: a container needs "
		    "CAP_SYS_PTRACE");
}

static bool
start_command(struct run *r)
{
	const struct cli *c = &r->cli;
	struct launch_user user = user_of(&c->user, r->path);
	char **changed = c->nenv ? cli_environment(c, environ) : NULL;
	char *const *envp = changed ? changed : environ;
	struct launch l = {.path = r->path, .argv = r->argv, .envp = envp};
	const char *what = "";
	int rc;

	l.daemon = c->set.daemon;
	if (c->user.arg)
		l.user = &user;
	if (c->argv0)
		r->argv[0] = (char *)c->argv0;
	rc = capture_ptrace_launch(r->capture, &l, &what);
	mem_free(changed);
	if (rc == 0) {
		if (l.daemon && !(c->set.text.quiet & QUIET_ATTACH))
			msg("Process %u attached",
			    capture_ptrace_pid(r->capture));
		return true;
	}
	msg("%s: %s", what, strerror(-rc));
	explain_launch(r, -rc);
	return false;
}

/* Attaches to the processes of -p. False: there is nobody to trace. */
static bool
attach_all(struct run *r)
{
	const struct settings *s = &r->cli.set;
	bool quiet = s->text.quiet & QUIET_ATTACH;
	u32 n, attached = 0;
	int rc;

	for (u32 i = 0; i < s->npids; i++) {
		rc = capture_ptrace_attach(r->capture, s->pids[i], &n);
		if (rc < 0) {
			msg("attach: ptrace(PTRACE_SEIZE, %u): %s", s->pids[i],
			    strerror(-rc));
			explain_attach(s->pids[i], -rc);
			continue;
		}
		attached++;
		if (!quiet && n > 1)
			msg("Process %u attached with %u threads", s->pids[i],
			    n);
		else if (!quiet)
			msg("Process %u attached", s->pids[i]);
	}
	return attached || r->argv;
}

static void
add_json(struct run *r)
{
	const struct settings *s = &r->cli.set;
	struct json_settings j = {
		.strmax = s->json_strmax,
		.fds = s->text.fds,
		.who = s->text.who,
		.argv = s->argv,
		.abi = ABI_X86_64,
		.start_ns = clock_wall_ns(),
	};

	engine_add_sink(r->engine, json_sink_new(&j, r->json), r->json,
			s->json_file);
	engine_take_messages(r->engine, s->json_file == NULL);
	if (!s->json_file && dest_shares_terminal(r->json))
		msg("objects and the program's own output share a terminal; "
		    "--json=FILE keeps them apart, -o FILE adds the text");
}

static bool
wants_colors(const struct run *r)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (r->cli.color != COLOR_AUTO)
		return r->cli.color == COLOR_ALWAYS;
	return !r->cli.set.text.separate && dest_is_terminal(r->text) &&
	       !(no && *no) && term && *term && strcmp(term, "dumb");
}

static void
choose_colors(struct run *r)
{
	if (!r->text || !wants_colors(r))
		return;
	palette_init(&r->palette, getenv("STRACE_COLORS"));
	r->cli.set.text.colors = &r->palette;
}

/* The counts stand where the text does; -c with --json is an object. */
static void
add_stats(struct run *r)
{
	const struct settings *s = &r->cli.set;
	struct dest *d = s->stats.json ? r->json : r->text;

	if (!d)
		return;
	engine_add_sink(r->engine, stats_sink_new(&s->stats, d), d,
			s->stats.json ? s->json_file : s->output);
	r->capture->want_cpu = stats_wants_cpu(&s->stats);
}

static void
build_engine(struct run *r)
{
	const struct settings *s = &r->cli.set;

	choose_colors(r);

	r->engine = engine_new(s, r->capture, s->descs);
	if (r->text && !s->summary_only)
		engine_add_sink(r->engine, text_sink_new(&s->text, r->text),
				r->text, s->output);
	if (s->summary)
		add_stats(r);
	if (r->json && !s->summary_only)
		add_json(r);
	r->capture->want_wall =
		(s->json && !s->summary_only) || s->text.stamp != STAMP_NONE;
	r->capture->want_mono = s->json || s->text.relative || s->text.times ||
				(s->summary && stats_wants_wall(&s->stats));
	r->capture->want_ip = s->text.ip;
	r->capture->want_path = s->json;
	capture_ptrace_catch_signals(r->capture, s->interruptible);
}

/* A path of -P may be a link: what it leads to is meant as well. */
static void
resolve_paths(struct run *r)
{
	struct filter *f = &r->cli.set.filter;
	bool quiet = r->cli.set.text.quiet & QUIET_PATH;

	for (u32 i = 0, n = f->npaths; i < n; i++) {
		char *real = realpath(f->paths[i], NULL);

		if (real && filter_add_path(f, real) && !quiet)
			msg("Requested path \"%s\" resolved into \"%s\"",
			    f->paths[i], real);
		free(real);
	}
}

static bool
open_capture(struct run *r)
{
	const struct settings *s = &r->cli.set;
	struct ptrace_options o = {
		.follow = s->follow,
		.kill_on_exit = s->kill_on_exit,
	};

	for (u32 i = 0; i < s->npids; i++)
		if (s->pids[i] == (u32)getpid()) {
			msg("I'm sorry, I can't let you do that, Dave.");
			return false;
		}
	r->capture = capture_ptrace_open(&o);
	capture_ptrace_place(r->capture, !s->placement_off);
	return true;
}

/* What was given in vain. */
static void
warn(const struct cli *c)
{
	if (c->follow_old && c->follow_newer)
		msg("deprecated option -F ignored");
	else if (c->follow_old)
		msg("option -F is deprecated, please use -f/--follow-forks "
		    "instead");
	if (c->separate_nothing)
		msg("--output-separately has no effect without -o/--output");
	if (c->set.append && !c->set.output)
		msg("-A/--output-append-mode has no effect without "
		    "-o/--output");
	if (c->only_warning)
		msg("Only the last of -z/--successful-only/-Z/--failed-only "
		    "options will take effect. See status qualifier for more "
		    "complex filters.");
}

static bool
begin(struct run *r)
{
	warn(&r->cli);
	resolve_paths(r);
	return (!r->argv || find_command(r, r->argv[0])) && open_dests(r) &&
	       open_capture(r) && (!r->argv || start_command(r));
}

/* ---- the trace --------------------------------------------------------- */

static int
finish(struct run *r, int rc)
{
	int sig = rc == -EINTR ? capture_interrupted(r->capture) : 0;
	int status = capture_ptrace_status(r->capture);
	bool failed = engine_output_failed(r->engine);
	bool limit = engine_limit_reached(r->engine);
	int exec_error = capture_ptrace_exec_error(r->capture);
	struct buf remedy = BUF_INIT;

	if (exec_error && r->path) {
		remedy_for_exec(r->path, exec_error, &remedy);
		put_remedy(&remedy);
	}
	if (rc < 0 && !sig)
		msg("tracing ended early: %s", strerror(-rc));
	engine_free(r->engine);
	r->capture->ops->close(r->capture);
	if (sig) {
		r->death = sig;
		return 128 + sig;
	}
	if (failed || rc < 0)
		return 1;
	if (limit || status == -1) /* it was let go, or there was none */
		return 0;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	r->death = WTERMSIG(status);
	return 128 + r->death;
}

static int
trace(struct run *r)
{
	int rc;

	if (!begin(r))
		return 1;
	build_engine(r);
	if (!attach_all(r)) {
		engine_free(r->engine);
		r->capture->ops->close(r->capture);
		return 1;
	}
	rc = engine_run(r->engine);
	return finish(r, rc);
}

static void
tell_tip(struct run *r)
{
	struct buf b = BUF_INIT;

	if (r->cli.action != CLI_RUN)
		return;
	cli_tip(&r->cli.tip, &b);
	if (b.len)
		fwrite(b.data, 1, b.len, stderr);
	buf_release(&b);
}

static void
release(struct run *r)
{
	if (r->text)
		dest_close(r->text);
	if (r->json)
		dest_close(r->json);
	mem_free(r->path);
	cli_release(&r->cli);
}

static int
run(struct run *r, int argc, char **argv)
{
	switch (r->cli.action) {
	case CLI_HELP:
		return show(cli_help);
	case CLI_EXPLAIN:
		return explain(&r->cli);
	case CLI_VERSION:
		return show(cli_version);
	case CLI_FAIL:
		return refuse(&r->cli);
	case CLI_RUN:
		break;
	}
	if (r->cli.prog < argc) {
		r->argv = argv + r->cli.prog;
	} else if (!r->cli.set.npids && r->cli.tip.format != TIP_NONE) {
		return 0;
	} else if (!r->cli.set.npids || r->cli.argv0 || r->cli.set.daemon) {
		if (r->cli.argv0)
			msg("PROG [ARGS] must be specified with --argv0");
		else if (r->cli.set.npids)
			msg("PROG [ARGS] must be specified with "
			    "-D/--daemonize");
		else
			msg("must have PROG [ARGS] or -p PID");
		usage_hint();
		return 1;
	}
	return trace(r);
}

int
main(int argc, char **argv)
{
	struct run r = {.path = NULL};
	int status;

	setlocale(LC_ALL, "");
	msg_set_program(argc > 0 ? argv[0] : NULL);
	cli_parse(&r.cli, argc, argv, cli_read_file);
	msg_debug_enable(r.cli.debug);
	status = run(&r, argc, argv);
	tell_tip(&r);
	release(&r);
	return r.death ? die_of(r.death) : status;
}
