/* SPDX-License-Identifier: BSD-2-Clause */
/* What -h and -V print. */
#include "cli.h"

void
cli_help(struct buf *out)
{
	buf_puts(out,
		 "Usage: ctrace [OPTIONS] PROG [ARGS]\n"
		 "\n"
		 "Runs PROG and shows the system calls that it makes.\n"
		 "\n"
		 "What is shown:\n"
		 "  -e trace=SET, --trace=SET\n"
		 "                 the calls of SET: names, numbers, %class, "
		 "/regex/, joined\n"
		 "                 by commas; ! inverts, ?name may be unknown, "
		 "name@64,\n"
		 "                 name@32 and name@x32 name one ABI; -e SET "
		 "is the same\n"
		 "  -e quiet=SET, --quiet=SET\n"
		 "                 leaves out notices: attach, exit, "
		 "path-resolution,\n"
		 "                 personality, thread-execve; all, none\n"
		 "  -q             -e quiet=attach,personality; -qq: exit, "
		 "too; -qqq: all\n"
		 "\n"
		 "How it is shown:\n"
		 "  -a N, --columns=N\n"
		 "                 puts the results at column N (40)\n"
		 "  -e abbrev=SET, --abbrev=SET\n"
		 "                 the calls whose structures are shortened "
		 "(all)\n"
		 "  -e verbose=SET, --verbose=SET\n"
		 "                 the calls whose structures are shown at all "
		 "(all)\n"
		 "  -e raw=SET, --raw=SET\n"
		 "                 the calls whose arguments are shown as bare "
		 "words (none)\n"
		 "  -n, --syscall-number\n"
		 "                 shows each call's number\n"
		 "  -N, --arg-names\n"
		 "                 shows the names of arguments\n"
		 "  -s N, --string-limit=N\n"
		 "                 shows at most N bytes of a string (32)\n"
		 "  -v, --no-abbrev\n"
		 "                 -e abbrev=none: nothing is shortened\n"
		 "  -x, --strings-in-hex=non-ascii\n"
		 "                 strings with odd bytes in hex; -xx: every "
		 "string;\n"
		 "                 non-ascii-chars: only the odd bytes; none\n"
		 "  -X STYLE, --const-print-style=STYLE\n"
		 "                 constants by name (abbrev), number (raw), "
		 "both (verbose)\n"
		 "  -y, --decode-fds=path\n"
		 "                 shows what file a descriptor stands for\n"
		 "\n"
		 "Where it goes:\n"
		 "  -o FILE, --output=FILE\n"
		 "                 to FILE, not to the standard error\n"
		 "  --json[=FILE]  one JSON object per call or event, to FILE "
		 "or, in place of\n"
		 "                 the text, to the standard error\n"
		 "\n"
		 "  -h, --help     this text\n"
		 "  -V, --version  the version, and what was built in\n"
		 "\n"
		 "The manual: man ctrace\n");
}

void
cli_version(struct buf *out)
{
	buf_puts(out,
		 "ctrace -- version " CTRACE_VERSION "\n"
		 "A tracer of system calls. Licence: BSD-2-Clause.\n"
		 "Speaks strace's command line and prints as strace does.\n"
		 "\n"
		 "Capture: ptrace, replay. ABIs: x86_64, i386, x32.\n"
		 "Output: text, json.\n");
}
