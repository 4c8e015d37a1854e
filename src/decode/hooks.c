/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Named hooks: irregular cases, in src/decode/hooks/. The list comes from the
 * descriptions (gen/desc_hooks.h), so that a name without a function does not
 * link. A set that was loaded at run time finds them here by name.
 */
#include "priv.h"

#include <string.h>

#define DESC_HOOK(name) hook_fn hook_##name;
#include "desc_hooks.h"
#undef DESC_HOOK

static const struct {
	const char *name;
	hook_fn *fn;
} hooks[] = {
#define DESC_HOOK(name) {#name, hook_##name},
#include "desc_hooks.h"
#undef DESC_HOOK
	{"", NULL},
};

hook_fn *
dec_hook(struct dctx *x, u32 hook)
{
	const char *name = dec_str(x, x->set->hooks[hook]);

	if (hook < ARRAY_SIZE(hooks) && !strcmp(hooks[hook].name, name))
		return hooks[hook].fn;
	for (u32 i = 0; i + 1 < ARRAY_SIZE(hooks); i++)
		if (!strcmp(hooks[i].name, name))
			return hooks[i].fn;
	bug("a description names a hook that does not exist");
}

struct value *
dec_hook_call(struct dctx *x, u32 hook, const struct desc_field *f,
	      const char *name, u64 num, const struct dobj *o)
{
	struct hook_in in = {.field = f,
			     .obj = o,
			     .name = name,
			     .num = num,
			     .count = {0, true, false}};

	return dec_hook(x, hook)(x, &in);
}

u32
dec_type_find(struct dctx *x, const char *name)
{
	for (u32 i = 0; i < x->set->n_types; i++)
		if (!strcmp(dec_str(x, dec_type(x, i).name), name))
			return i;
	return DESC_NONE;
}

struct value *
dec_named_object(struct dctx *x, const char *type, const char *name,
		 const struct dobj *o)
{
	u32 id = dec_type_find(x, type);

	return id == DESC_NONE ? NULL : dec_object(x, id, NULL, name, o);
}
