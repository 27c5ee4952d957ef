-- The plainest question: how many samples of each resource, and the newest.
COPY (
    SELECT resource_id, count(*) AS n, max("timestamp") AS last
    FROM read_ndjson(getvariable('file'), columns = {
        resource_id: 'VARCHAR', "timestamp": 'VARCHAR'})
    GROUP BY resource_id
) TO '/dev/stdout' (FORMAT csv);
