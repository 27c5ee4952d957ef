-- No question at all: what it costs to start.
SELECT 1;
