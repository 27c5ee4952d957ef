/* Where the settings of a login come from, and what they come to. */
#include "ow/source/cloud.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/ow-unit-cloud-XXXXXX";
static struct cloud c;
static struct ow_error err;

extern char **environ;

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void forget(const char *entry)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(entry, "="), entry);
	unsetenv(name);
}

/* No OS_* variable but the pairs NAME, VALUE, ..., NULL; no secure.yaml. */
static void environment(const char *const *pairs)
{
	for (size_t i = 0; environ[i];)
		if (strncmp(environ[i], "OS_", 3) == 0)
			forget(environ[i]);
		else
			i++;
	setenv("OS_CLIENT_SECURE_FILE", "/dev/null", 1);
	for (; *pairs; pairs += 2)
		setenv(pairs[0], pairs[1], 1);
}

#define ENV(...) environment((const char *const[]){__VA_ARGS__, NULL})

static int load(const char *name)
{
	struct cloud_choice choice = {.cloud = name};

	cloud_clear(&c);
	err.text[0] = '\0';
	return cloud_load(&c, &choice, &err);
}

static void loads(const char *name)
{
	int result = load(name);

	CHECK_TEXT(err.text, "");
	CHECK_INT(result, 0);
}

static void fails(const char *name, const char *text)
{
	CHECK_INT(load(name), -1);
	CHECK_TEXT(err.text, text);
	CHECK_INT(err.code, OW_CONFIG);
}

static void test_search_path(void)
{
	ENV("XDG_CONFIG_HOME", "xdg", "HOME", "home");
	unsetenv("OS_CLIENT_SECURE_FILE");
	put("xdg/openstack/secure.yaml", "clouds: {x: {auth: {username: s}}}");
	put("home/.config/openstack/clouds.yml",
		"clouds: {x: {auth: {auth_url: http://home, username: u,"
		" password: p}}}");
	loads("x");
	CHECK_TEXT(c.auth_url, "http://home");
	CHECK_TEXT(c.username, "s");
	CHECK_TEXT(c.source, "cloud 'x'");
	put("home/.config/openstack/clouds.yaml",
		"clouds: {x: {auth: {auth_url: http://yaml, password: p}}}");
	loads("x");
	CHECK_TEXT(c.auth_url, "http://yaml");
	put("xdg/openstack/clouds.json",
		"{\"clouds\": {\"x\": {\"auth\": {\"auth_url\":\n\t"
		"\"http://xdg\", \"password\": \"p\"}}}}");
	loads("x");
	CHECK_TEXT(c.auth_url, "http://xdg");
	put("clouds.json", "{\"clouds\": {\"x\": {\"auth\": {\"auth_url\":"
			   " \"http://here/\", \"password\": \"p\"}}}}");
	loads("x");
	CHECK_TEXT(c.auth_url, "http://here");
	put("named", "clouds: {x: {auth: {auth_url: http://n, password: p}}}");
	put("named2", "clouds: {x: {auth: {username: n2}}}");
	setenv("OS_CLIENT_CONFIG_FILE", "named", 1);
	setenv("OS_CLIENT_SECURE_FILE", "named2", 1);
	loads("x");
	CHECK_TEXT(c.auth_url, "http://n");
	CHECK_TEXT(c.username, "n2");
	setenv("OS_CLIENT_CONFIG_FILE", "nowhere", 1);
	fails("x", "'nowhere': No such file or directory");
	unlink("clouds.json");
}

static void test_choice(void)
{
	put("one.yaml", "clouds: {x: {auth: {auth_url: http://a, username: u,"
			" password: p}}}");
	put("two.yaml", "clouds: {x: {}, y: {}}");
	put("secure", "clouds: {y: {auth: {auth_url: http://y, token: t},"
		      " auth_type: token}}");
	ENV("OS_CLIENT_CONFIG_FILE", "one.yaml");
	loads(NULL);
	CHECK_TEXT(c.source, "cloud 'x'");
	/* a region alone chooses among regions, and is no cloud */
	setenv("OS_REGION_NAME", "R", 1);
	loads(NULL);
	CHECK_TEXT(c.source, "cloud 'x'");
	CHECK_TEXT(c.region_name, "R");
	fails("z", "no cloud 'z': clouds.yaml does not have it");
	setenv("OS_CLOUD", "z", 1);
	fails(NULL, "no cloud 'z': clouds.yaml does not have it");
	loads("x");
	/* a cloud may be in secure.yaml alone */
	setenv("OS_CLIENT_SECURE_FILE", "secure", 1);
	loads("y");
	CHECK_INT(c.method, CLOUD_TOKEN);
	setenv("OS_CLOUD", "", 1);
	fails(NULL, "clouds.yaml has several clouds: name one with --os-cloud"
		    " or OS_CLOUD");
	setenv("OS_CLIENT_SECURE_FILE", "/dev/null", 1);
	setenv("OS_CLIENT_CONFIG_FILE", "two.yaml", 1);
	fails("x", "cloud 'x': no username");
	/* nothing at all is no login */
	setenv("OS_CLIENT_CONFIG_FILE", "/dev/null", 1);
	loads(NULL);
	CHECK_INT(c.method, CLOUD_NO_LOGIN);
	CHECK(!c.source);
}

static void test_variables(void)
{
	ENV("OS_CLIENT_CONFIG_FILE", "one.yaml", "OS_AUTH_URL", "http://e/v3/",
		"OS_USERNAME", "e", "OS_PASSWORD", "p", "OS_TENANT_NAME", "t");
	loads(NULL);
	CHECK_TEXT(c.source, "the OS_* variables");
	CHECK_TEXT(c.auth_url, "http://e/v3");
	CHECK_TEXT(c.project_name, "t");
	CHECK_INT(c.identity_version, 3);
	CHECK(!c.insecure);
	/* of a cloud that is named, they are no part */
	loads("x");
	CHECK_TEXT(c.username, "u");
	CHECK(!c.project_name);
	loads("envvars");
	CHECK_TEXT(c.username, "e");
	setenv("OS_CLOUD_NAME", "mine", 1);
	loads("mine");
	CHECK_TEXT(c.username, "e");
	/* both of the old and the new name, as many an openrc has it */
	setenv("OS_PROJECT_NAME", "t", 1);
	loads(NULL);
	setenv("OS_PROJECT_NAME", "u", 1);
	fails(NULL, "the OS_* variables: 'tenant_name' contradicts another"
		    " name of the same setting");
	setenv("OS_PROJECT_NAME", "", 1);
	setenv("OS_TRUST_ID", "x", 1);
	fails(NULL, "the OS_* variables: 'trust_id' is for a way to log in"
		    " that is not supported");
}

static void test_methods(void)
{
	ENV("OS_CLIENT_CONFIG_FILE", "/dev/null", "OS_TOKEN", "t");
	loads(NULL);
	CHECK_INT(c.method, CLOUD_GIVEN_TOKEN);
	setenv("OS_AUTH_URL", "http://k", 1);
	loads(NULL);
	CHECK_INT(c.method, CLOUD_TOKEN);
	CHECK_INT(c.identity_version, 0);
	setenv("OS_AUTH_TYPE", "admin_token", 1);
	loads(NULL);
	CHECK_INT(c.method, CLOUD_GIVEN_TOKEN);
	setenv("OS_AUTH_TYPE", "none", 1);
	loads(NULL);
	CHECK_INT(c.method, CLOUD_NO_LOGIN);
	setenv("OS_AUTH_TYPE", "v2token", 1);
	loads(NULL);
	CHECK_INT(c.identity_version, 2);
	setenv("OS_AUTH_TYPE", "v3kerberos", 1);
	fails(NULL, "the OS_* variables: auth_type 'v3kerberos' is not"
		    " supported");
	ENV("OS_CLIENT_CONFIG_FILE", "/dev/null", "OS_AUTH_URL", "http://k",
		"OS_APPLICATION_CREDENTIAL_SECRET", "s");
	fails(NULL, "the OS_* variables: no application_credential_id");
	setenv("OS_APPLICATION_CREDENTIAL_NAME", "a", 1);
	fails(NULL, "the OS_* variables: an application_credential_name"
		    " without a username");
	setenv("OS_USERNAME", "u", 1);
	loads(NULL);
	CHECK_INT(c.method, CLOUD_APPLICATION_CREDENTIAL);
	CHECK_INT(c.identity_version, 3);
}

static void test_missing(void)
{
	ENV("OS_CLIENT_CONFIG_FILE", "/dev/null", "OS_USERNAME", "u");
	fails(NULL, "the OS_* variables: no password");
	setenv("OS_PASSWORD", "s3cr3t\xff", 1);
	fails(NULL, "the OS_* variables: 'password' is no UTF-8, or has a"
		    " control character");
	setenv("OS_PASSWORD", "s3cr3t", 1);
	fails(NULL, "the OS_* variables: no auth_url");
	setenv("OS_AUTH_URL", "http://s3cr3t@k", 1);
	fails(NULL, "the OS_* variables: auth_url is not"
		    " http[s]://HOST[:PORT][/PATH]");
	setenv("OS_AUTH_URL", "http://k/identity/v2.0", 1);
	loads(NULL);
	CHECK_INT(c.identity_version, 2);
	setenv("OS_IDENTITY_API_VERSION", "v3", 1);
	loads(NULL);
	CHECK_INT(c.identity_version, 3);
	setenv("OS_IDENTITY_API_VERSION", "4", 1);
	fails(NULL, "the OS_* variables: identity_api_version '4' is not"
		    " supported");
	setenv("OS_IDENTITY_API_VERSION", "2.0", 1);
	setenv("OS_SYSTEM_SCOPE", "some", 1);
	fails(NULL, "the OS_* variables: system_scope 'some' is not"
		    " supported");
}

static void test_domains(void)
{
	ENV("OS_CLIENT_CONFIG_FILE", "/dev/null", "OS_USERNAME", "u",
		"OS_PASSWORD", "p", "OS_AUTH_URL", "http://k");
	loads(NULL);
	CHECK_TEXT(c.user_domain_id, "default");
	setenv("OS_DEFAULT_DOMAIN", "dd", 1);
	setenv("OS_PROJECT_NAME", "p", 1);
	setenv("OS_USER_DOMAIN_NAME", "U", 1);
	loads(NULL);
	CHECK(!c.user_domain_id);
	CHECK_TEXT(c.user_domain_name, "U");
	CHECK_TEXT(c.project_domain_id, "dd");
	/* one domain is that of both, but only where a project is named */
	setenv("OS_DOMAIN_NAME", "D", 1);
	loads(NULL);
	CHECK_TEXT(c.user_domain_name, "U");
	CHECK_TEXT(c.project_domain_name, "D");
	CHECK(!c.project_domain_id);
	setenv("OS_PROJECT_NAME", "", 1);
	setenv("OS_USER_DOMAIN_NAME", "", 1);
	loads(NULL);
	CHECK_TEXT(c.user_domain_id, "dd");
	CHECK_TEXT(c.domain_name, "D");
	ENV("OS_CLIENT_CONFIG_FILE", "/dev/null", "OS_USERNAME", "u",
		"OS_PASSWORD", "p", "OS_AUTH_URL", "http://k",
		"OS_DEFAULT_DOMAIN_NAME", "N");
	loads(NULL);
	CHECK_TEXT(c.user_domain_name, "N");
	CHECK(!c.user_domain_id);
}

static void test_files(void)
{
	ENV("OS_CLIENT_CONFIG_FILE", "f", "HOME", "/h");
	put("f", "clouds:\n"
		 "  d: &d\n"
		 "    auth: {auth-url: http://k, password: 0123}\n"
		 "    user-name: top\n"
		 "    regions: [R1, R2]\n"
		 "    endpoint_type: internalURL\n"
		 "    cacert: ~/ca.pem\n"
		 "    insecure: No\n"
		 "    image_format: raw\n"
		 "    networks: [{name: x}]\n"
		 "  e:\n"
		 "    <<: *d\n"
		 "    region_name: R2\n"
		 "    verify: False\n"
		 "    insecure: True\n");
	loads("d");
	CHECK_TEXT(c.password, "0123");
	CHECK_TEXT(c.username, "top");
	CHECK_TEXT(c.region_name, "R1");
	CHECK_TEXT(c.interface, "internal");
	CHECK_TEXT(c.cacert, "/h/ca.pem");
	CHECK(!c.insecure);
	loads("e");
	CHECK_TEXT(c.region_name, "R2");
	CHECK(c.insecure);
}

static void test_faults(void)
{
	static const char *const faults[][2] = {
		{"auth: {passwort: x}",
			"'passwort' is no setting of 'auth' known here"},
		{"auth: {trust_id: x}",
			"'trust_id' is for a way to log in that is not"
			" supported"},
		{"passcode: x", "'passcode' is for a way to log in that is not"
				" supported"},
		{"profile: vexxhost",
			"profiles are not supported; write the settings of"
			" this one here"},
		{"regions: [{name: a, values: {}}]",
			"settings of a region alone are not supported"},
		{"auth: []", "a map is expected here"},
		{"auth: {password: [s3cr3t]}", "a text is expected here"},
		{"auth: {password: \"s3cr3t\\n\"}",
			"'password' is no UTF-8, or has a control character"},
		{"verify: s3cr3t", "'verify' is neither true nor false"},
		{"verify: true, insecure: true",
			"'insecure' contradicts another name of the same"
			" setting"},
	};
	char text[200], want[300];

	ENV("OS_CLIENT_CONFIG_FILE", "f");
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		snprintf(text, sizeof(text), "clouds:\n  x: {%s}\n  y: {}\n",
			faults[i][0]);
		snprintf(want, sizeof(want), "'f', line 2: %s", faults[i][1]);
		put("f", text);
		fails("x", want);
		/* another cloud's is no matter */
		fails("y", "cloud 'y': no username");
	}
}

int main(void)
{
	CHECK(mkdtemp(folder) && chdir(folder) == 0);
	CHECK(mkdir("xdg", 0700) == 0 && mkdir("xdg/openstack", 0700) == 0);
	CHECK(mkdir("home", 0700) == 0 && mkdir("home/.config", 0700) == 0);
	CHECK(mkdir("home/.config/openstack", 0700) == 0);
	test_search_path();
	test_choice();
	test_variables();
	test_methods();
	test_missing();
	test_domains();
	test_files();
	test_faults();
	cloud_clear(&c);
	CHECK(chdir("/") == 0);
	char command[64];
	snprintf(command, sizeof(command), "rm -r %s", folder);
	CHECK(system(command) == 0);
	return unit_done();
}
