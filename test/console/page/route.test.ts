import { expect, test } from "@jest/globals";
import { addressOfArn } from "../../../src/console/page/route.ts";
import { arnOf } from "../../support/local-arn.ts";

const execution = arnOf("states", "execution:orders:one");
const mapRun = arnOf("states", "mapRun:orders/Each:one");
const secret = arnOf("secretsmanager", "secret:shop/key-AbCdEf");

test.each([
  [arnOf("states", "stateMachine:orders:live"), "#/machines/orders"],
  [execution, `#/executions/${encodeURIComponent(execution)}`],
  [mapRun, `#/map-runs/${encodeURIComponent(mapRun)}`],
  [arnOf("states", "activity:weigh"), undefined],
  [arnOf("kinesis", "stream/readings/consumer/one:1"), "#/streams/readings"],
  [arnOf("firehose", "deliverystream/archive"), "#/delivery-streams/archive"],
  [arnOf("pipes", "pipe/readings"), "#/pipes/readings"],
  [arnOf("lambda", "function:weigh:live"), "#/functions/weigh"],
  [arnOf("lambda", "event-source-mapping:0-1"), "#/mappings/0-1"],
  [arnOf("lambda", "layer:tools:1"), undefined],
  [arnOf("sqs", "letters.fifo"), "#/queues/letters.fifo"],
  [arnOf("sns", "alerts"), "#/topics/alerts"],
  [arnOf("sns", "alerts:0-1"), "#/topics/alerts"],
  [arnOf("sns", "app/GCM/phones"), undefined],
  [arnOf("events", "event-bus/weather"), "#/buses/weather"],
  [arnOf("events", "rule/weather/storms"), "#/buses/weather"],
  [arnOf("events", "rule/storms"), "#/buses/default"],
  [arnOf("dynamodb", "table/parcels/stream/1"), "#/tables/parcels"],
  [arnOf("logs", "log-group:/aws/lambda/weigh:*"), "#/logs/%2Faws%2Flambda%2Fweigh"],
  [arnOf("scheduler", "schedule/nights/sum"), "#/schedules/nights/sum"],
  [arnOf("cloudwatch", "alarm:too: fast"), "#/alarms/too%3A%20fast"],
  ["arn:aws:cloudwatch::000000000000:dashboard/mill", "#/metrics/mill"],
  [secret, `#/secrets/${encodeURIComponent(secret)}`],
  ["arn:aws:s3:::archive/days/one.json", "#/buckets/archive"],
  ["arn:aws:iam::000000000000:role/r", undefined],
  ["https://example.com/hook", undefined],
  ["", undefined],
])("the page of %s is %s", (arn, address) => {
  expect(addressOfArn(arn)).toBe(address);
});
