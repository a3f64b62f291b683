// A region that is killed: it has a rule onto a stream, and prints the port of its broker.

import { Region } from "../../src/region/region.ts";

const [directory = ""] = process.argv.slice(2);
const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
region.start();
const { iot, kinesis } = region.services;
await kinesis.createStream({ streamName: "readings", shardCount: 2 });
iot.rules.create("readings", {
  sql: "SELECT n FROM 'stations/+/readings'",
  actions: [
    {
      kinesis: {
        roleArn: "arn:aws:iam::000000000000:role/any",
        ...{ streamName: "readings", partitionKey: "${topic(2)}" },
      },
    },
  ],
});
await iot.book.committed();
console.log((await iot.brokerHost.open()).port);
