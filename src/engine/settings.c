/* SPDX-License-Identifier: BSD-2-Clause */
/* Defaults of a trace, and what they own. */
#include "ctrace/engine.h"

#include <string.h>

void
settings_init(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	s->text.column = 40;
	s->text.strmax = 32;
	s->json_strmax = 4096;
	stats_settings_init(&s->stats);
	filter_init(&s->filter);
	callset_all(&s->trace);
	callset_all(&s->abbrev);
	callset_all(&s->verbose);
}

void
settings_release(struct settings *s)
{
	mem_free(s->pids);
	filter_release(&s->filter);
	callset_release(&s->trace);
	callset_release(&s->abbrev);
	callset_release(&s->verbose);
	callset_release(&s->raw);
}
