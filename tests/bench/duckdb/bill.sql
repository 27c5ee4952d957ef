-- The bill of the tenth of May 2016: resource, project, class, first and last
-- seen, deleted, seconds. A state holds until the next sight; what is told by
-- no event is deleted once it was not seen for an hour (three for audits)
-- while others were; the states that are not billed are ow-aggregate's.
-- It knows one meter for each type, the spelling of /v2/meters, flat metadata,
-- one region and files in which nothing is late or contradicts itself.
COPY (
WITH samples AS (
    SELECT counter_name AS meter, resource_id AS id, project_id AS project,
        date_trunc('second', "timestamp") AS seen,
        coalesce(m."flavor.name", m.instance_type,
            nullif(m.volume_type, 'None')) AS class,
        coalesce(m.state, m.status) AS state, m.event_type AS event,
        coalesce(m.state_description, '')
            || coalesce(nullif(m.new_task_state, 'None'), '') AS task,
        TRY_CAST(m.created_at AS TIMESTAMP) AS created_at,
        TRY_CAST(m.deleted_at AS TIMESTAMP) AS deleted_at
    FROM (SELECT *, resource_metadata AS m
        FROM read_ndjson(getvariable('file'), columns = {
            counter_name: 'VARCHAR', resource_id: 'VARCHAR',
            project_id: 'VARCHAR', "timestamp": 'TIMESTAMP',
            resource_metadata: 'STRUCT("flavor.name" VARCHAR,
                instance_type VARCHAR, volume_type VARCHAR, state VARCHAR,
                status VARCHAR, event_type VARCHAR,
                state_description VARCHAR, new_task_state VARCHAR,
                created_at VARCHAR, deleted_at VARCHAR)'}))
), lives AS (
    SELECT meter, id, min(created_at) AS created_at, min(seen) AS first_seen,
        max(seen) AS last_seen, max(event IS NOT NULL) AS told,
        coalesce(
            date_trunc('second', max(deleted_at)
                FILTER (WHERE state = 'deleted')),
            min(seen) FILTER (WHERE event IN ('compute.instance.delete.end',
                'volume.delete.end'))) AS deleted_at
    FROM samples GROUP BY meter, id
), ends AS (
    SELECT * REPLACE (coalesce(deleted_at,
        CASE WHEN last_seen + CASE WHEN told THEN INTERVAL 3 HOUR
                ELSE INTERVAL 1 HOUR END
            < max(last_seen) OVER (PARTITION BY meter)
        THEN last_seen END) AS deleted_at)
    FROM lives
), held AS (
    SELECT meter, id, project, class, state, seen,
        lead(seen) OVER life AS next, row_number() OVER life = 1 AS first
    FROM samples WHERE task = ''
    WINDOW life AS (PARTITION BY meter, id ORDER BY seen)
)
SELECT meter, id, project, class, first_seen, last_seen, deleted_at,
    sum(greatest(0, epoch(least(coalesce(next, deleted_at,
                TIMESTAMP '2016-05-11'),
            coalesce(deleted_at, TIMESTAMP '2016-05-11'),
            TIMESTAMP '2016-05-11'))
        - epoch(greatest(CASE WHEN first THEN coalesce(created_at, seen)
                ELSE seen END, TIMESTAMP '2016-05-10'))))::BIGINT AS seconds
FROM held JOIN ends USING (meter, id)
WHERE state NOT IN ('building', 'error', 'deleted', 'soft-delete',
    'shelved_offloaded', 'creating', 'queued', 'saving', 'killed',
    'pending_delete')
GROUP BY ALL HAVING seconds > 0 ORDER BY ALL
) TO '/dev/stdout' (FORMAT csv, HEADER);
