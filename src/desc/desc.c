/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups in a compiled set: all that the interpreter's neighbours need.
 */
#include "ctrace/desc.h"

#include <string.h>

static const struct {
	const char *name;
	enum desc_class class;
} classes[] = {
	{"file", DC_FILE},	 {"desc", DC_DESC},
	{"process", DC_PROCESS}, {"network", DC_NETWORK},
	{"net", DC_NETWORK},	 {"signal", DC_SIGNAL},
	{"ipc", DC_IPC},	 {"memory", DC_MEMORY},
	{"creds", DC_CREDS},	 {"clock", DC_CLOCK},
	{"pure", DC_PURE},	 {"stat", DC_STAT},
	{"lstat", DC_LSTAT},	 {"fstat", DC_FSTAT},
	{"statfs", DC_STATFS},	 {"fstatfs", DC_FSTATFS},
	{"%stat", DC_STATLIKE},	 {"%statfs", DC_STATFSLIKE},
};

u32
desc_call_by_nr(const struct descset *s, enum abi abi, u32 nr)
{
	const struct abi_info *info = abi_info(abi);

	if (nr < info->nr_bias || nr - info->nr_bias >= ABI_INNER)
		return DESC_NONE;
	return s->by_nr[abi][nr - info->nr_bias];
}

const struct desc_attr *
desc_attr_find(const struct descset *s, u32 first, u32 n, enum desc_attr_id id)
{
	for (u32 i = 0; i < n; i++)
		if (s->attrs[first + i].id == id)
			return &s->attrs[first + i];
	return NULL;
}

const char *
desc_enum_name(const struct descset *s, u32 names, enum layout layout,
	       u64 value)
{
	const struct desc_names *ns = &s->names[names];
	u32 lo = 0, hi = ns->n;

	if (ns->sorted == DESC_NONE)
		return NULL;
	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (s->name[s->sorted_names[ns->sorted + mid]].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < ns->n; lo++) {
		const struct desc_name *n =
			&s->name[s->sorted_names[ns->sorted + lo]];

		if (n->value != value)
			break;
		if (n->flags & 1u << layout)
			return desc_text(s, n);
	}
	return NULL;
}

int
desc_class_find(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(classes); i++)
		if (!strcmp(classes[i].name, name))
			return classes[i].class;
	return -1;
}

const char *
desc_class_name(enum desc_class c)
{
	for (u32 i = 0; i < ARRAY_SIZE(classes); i++)
		if (classes[i].class == c)
			return classes[i].name;
	return NULL;
}
