# Turns a CSV file of accounts into project records, for ow-aggregate:
#
#     jq -Rnc -f accounts.jq accounts.csv >accounts.jsonl
#
# The first line names the columns. Those named project, tenant and account
# count, in any order; what is empty is not known. A cell may stand in quotes,
# but has no line break. A line that is not understood is an error, and then
# there is no record at all.

def unquoted: gsub("\"\""; "\"") | if . == "" then null else . end;

def cells:
    sub("\r$"; "") as $line |
    ["," + $line | match(",(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))"; "g")] |
    if (map(.length) | add) == ($line | length) + 1 then
        map([.captures[].string // empty][0] | unquoted)
    else
        error("no line of CSV: " + $line)
    end;

def record($columns):
    . as $line | cells |
    if length == ($columns | length) then
        [$columns, .] | transpose | map({key: .[0], value: .[1]}) | from_entries
    else
        error("not as many cells as the first line has: " + $line)
    end |
    {kind: "project", id: (.project // error("no project: " + $line)),
        name: .tenant, account};

(input | ltrimstr("\ufeff") | cells) as $columns |
[inputs | select(test("[^\\s,]")) | record($columns)][]
