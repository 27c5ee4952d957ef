/* Tenants and accounts by project. */
#include "ow/bill/labels.h"
#include "unit.h"

static struct labels l = LABELS_INIT;
static struct ow_error err;

static int add(const char *id, const char *name, const char *account)
{
	struct project p = {id, name, account};

	return labels_add(&l, &p, &err);
}

int main(void)
{
	CHECK(!labels_find(&l, "p1") && !labels_find(&l, NULL));
	CHECK_INT(add("p1", "web", NULL), 0);
	CHECK_TEXT(labels_find(&l, "p1")->name, "web");
	CHECK_TEXT(labels_find(&l, "p1")->account, NULL);
	CHECK_INT(add("p1", NULL, "ACME"), 0);
	CHECK_INT(add("p1", "web", "ACME"), 0);
	CHECK_INT(add("p1", NULL, NULL), 0);
	CHECK_TEXT(labels_find(&l, "p1")->name, "web");
	CHECK_TEXT(labels_find(&l, "p1")->account, "ACME");
	CHECK_INT(add("p1", "shop", "ACME"), -1);
	CHECK_TEXT(err.text, "project 'p1' has two names");
	CHECK_INT(err.code, OW_REJECTED);
	CHECK_INT(add("p1", "web", "Other"), -1);
	CHECK_TEXT(err.text, "project 'p1' has two accounts");
	CHECK_TEXT(labels_find(&l, "p1")->name, "web");
	CHECK_TEXT(labels_find(&l, "p1")->account, "ACME");
	CHECK_INT(add("p2", "", "a\n"), 0);
	CHECK_TEXT(labels_find(&l, "p2")->name, "");
	CHECK(!labels_find(&l, "p"));
	labels_clear(&l);
	CHECK(!labels_find(&l, "p1"));
	return unit_done();
}
