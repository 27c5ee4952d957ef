/* Memory that held a secret is overwritten before it is given back. */
#ifndef OW_SOURCE_SECRET_H
#define OW_SOURCE_SECRET_H

/* free() of a text that is overwritten; NULL is fine. */
void secret_free(char *text);

#endif
