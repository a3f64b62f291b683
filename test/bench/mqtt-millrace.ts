// A region for the MQTT benchmark, in memory, with rules besides the one that is asked for. It prints the port of its broker.

import { Region } from "../../src/region/region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";
const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
const { iot, kinesis } = region.services;
await kinesis.createStream({ streamName: "readings", shardCount: 4 });
iot.rules.create("readings", {
  sql: "SELECT *, topic(2) AS station FROM 'ruled/+/readings' WHERE degrees < 100",
  actions: [{ kinesis: { roleArn, streamName: "readings", partitionKey: "${topic(2)}" } }],
});
for (let other = 0; other < 100; other++)
  iot.rules.create(`other${other}`, { sql: `SELECT * FROM 'other/${other}/#'`, actions: [] });
console.log((await iot.brokerHost.open()).port);
