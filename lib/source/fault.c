#include <curl/curl.h>
#include <jansson.h>
#include <string.h>

#include "ow/base/error.h"
#include "ow/source/fault.h"

/*
 * WSME answers {"error_message": {"faultstring": T}}, pecan {"error_message":
 * T}, the authentication middleware and Keystone {"error": {"message": T}}.
 */
static const char *text_in(const json_t *root)
{
	static const char *const outer[] = {"error_message", "error"};
	static const char *const inner[] = {"faultstring", "message"};

	for (size_t i = 0; i < 2; i++) {
		const json_t *e = json_object_get(root, outer[i]);
		if (json_is_string(e))
			return json_string_value(e);
		for (size_t j = 0; j < 2; j++) {
			const json_t *text = json_object_get(e, inner[j]);
			if (json_is_string(text))
				return json_string_value(text);
		}
	}
	return NULL;
}

/* Copies LEN bytes with each run of white space as one blank. */
static size_t on_one_line(char *out, size_t size, const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < size; i++) {
		if (!strchr(" \t\r\n", text[i]))
			out[n++] = text[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return n;
}

/*
 * How much of TEXT may be shown. Keystone's schema check quotes the request
 * with the password in it, spelled as Python does.
 */
static size_t shown(const char *text, const char *token, const char *secret)
{
	size_t len = strlen(text);

	if (strchr(text, '<') || (token && strstr(text, token)))
		return 0;
	if (!secret)
		return len;
	if (strstr(text, secret))
		return 0;
	len = strcspn(text, "\n");
	return memchr(text, '{', len) ? 0 : len;
}

const char *fault_text(char out[FAULT_TEXT], const char *body,
	const char *token, const char *secret)
{
	char line[FAULT_TEXT];
	json_t *root = body ? json_loads(body, 0, NULL) : NULL;
	const char *text = root ? text_in(root) : body;
	size_t len = 0;

	if (text)
		len = on_one_line(
			line, sizeof(line), text, shown(text, token, secret));
	json_decref(root);
	if (len == 0)
		return "";
	out[0] = ':';
	out[1] = ' ';
	error_quote(out + 2, FAULT_TEXT - 2, line, len);
	return out;
}

int fault_transport(int code, struct ow_error *err)
{
	static const struct {
		CURLcode code;
		enum ow_exit exit;
		const char *text;
	} faults[] = {
		{CURLE_COULDNT_RESOLVE_HOST, OW_AGAIN, "host not found"},
		{CURLE_COULDNT_RESOLVE_PROXY, OW_AGAIN, "proxy not found"},
		{CURLE_COULDNT_CONNECT, OW_AGAIN, "cannot connect"},
		{CURLE_OPERATION_TIMEDOUT, OW_AGAIN, "no answer in time"},
		{CURLE_ABORTED_BY_CALLBACK, OW_AGAIN, "the answer stalled"},
		{CURLE_GOT_NOTHING, OW_AGAIN, "no answer"},
		{CURLE_PARTIAL_FILE, OW_AGAIN, "the answer was cut off"},
		{CURLE_RECV_ERROR, OW_AGAIN, "the answer was cut off"},
		{CURLE_SEND_ERROR, OW_AGAIN, "the connection was lost"},
		{CURLE_PEER_FAILED_VERIFICATION, OW_CONFIG,
			"the server's certificate is not trusted"},
		{CURLE_SSL_CACERT_BADFILE, OW_CONFIG,
			"the file of trusted certificates cannot be used"},
		{CURLE_SSL_CERTPROBLEM, OW_CONFIG,
			"the client's certificate or key cannot be used"},
		{CURLE_UNSUPPORTED_PROTOCOL, OW_CONFIG, "no HTTP service"},
		{CURLE_WEIRD_SERVER_REPLY, OW_CONFIG, "no HTTP service"},
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if ((int)faults[i].code == code)
			return error_set(
				err, faults[i].exit, "%s", faults[i].text);
	return error_set(
		err, OW_AGAIN, "%s", curl_easy_strerror((CURLcode)code));
}

enum ow_exit fault_exit(long status)
{
	if (status == 401 || status == 403)
		return OW_REFUSED;
	/* 501: the storage behind this API cannot do what is asked */
	if (status == 408 || status == 429 || (status >= 500 && status != 501))
		return OW_AGAIN;
	return OW_CONFIG;
}
