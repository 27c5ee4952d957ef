// run.js PLACE QUERY FILE THREADS: runs a file of SQL, in which `file` is a
// variable. PLACE is where npm has put @duckdb/node-api.
"use strict";
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

async function main(place, query, file, threads) {
    const { DuckDBInstance } = createRequire(`${place}/`)("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", { threads });
    const connection = await instance.connect();
    await connection.run(`SET VARIABLE file = '${file.replaceAll("'", "''")}'`);
    await connection.run(readFileSync(query, "utf8"));
}

main(...process.argv.slice(2)).catch((error) => {
    console.error(String(error));
    process.exit(1);
});
