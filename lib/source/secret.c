#define _DEFAULT_SOURCE /* explicit_bzero() */

#include <stdlib.h>
#include <string.h>

#include "ow/source/secret.h"

void secret_free(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}
