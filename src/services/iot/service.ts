// AWS IoT Core: things and their shadows, topic rules, and an MQTT broker on a port of its own.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import type { ActionEnds } from "./actions/action.ts";
import { iotApi, iotDataApi } from "./api/api.ts";
import { Iot } from "./iot.ts";
import {
  billingGroup,
  iotCertificate,
  policyAttachment,
  thingAttachment,
  thingGroup,
  thingType,
} from "./registry-resources.ts";
import { iotPolicy, iotThing, topicRule } from "./resources.ts";

export interface IotSettings {
  /** Of the MQTT broker, which is opened when it is first needed. @default 0, which takes any free one */
  readonly mqttPort?: number | undefined;
}

export interface IotNeeds
  extends IotSettings,
    Pick<
      House,
      "clock" | "identity" | "endpoint" | "folder" | "repair" | "router" | "api" | "onFault" | "access"
    > {
  readonly kinesis: ActionEnds["streams"];
  readonly logs: LogSink;
  readonly cloudwatch: { readonly metrics: MetricSink };
}

/** What actions deliver to that has an ARN. */
const actionTargets = [
  ...["queue", "topic", "function", "Express state machine", "Standard state machine", "stream"],
  ...["delivery stream", "log group"],
];

export const iot: ServiceDoor<"iot", IotNeeds, Iot> = {
  name: "iot",
  open: async ({ folder, repair, kinesis, cloudwatch, mqttPort = 0, ...house }) =>
    new Iot({
      ...house,
      ...{ mqttPort, streams: kinesis, metrics: cloudwatch.metrics },
      book: await RecordBook.open({ directory: folder("iot"), name: "iot.journal", repair }),
    }),
  apis: { iot: iotApi, iotdataplane: iotDataApi },
  sources: [
    { name: "topic rule", only: actionTargets },
    { name: "topic rule's error action", only: actionTargets },
  ],
  kinds: [
    ...[topicRule, iotThing, iotPolicy, thingType, thingGroup, billingGroup, iotCertificate],
    ...[policyAttachment, thingAttachment],
  ],
  keeps: {
    "iot/iot.journal": "all things, shadows, topic rules, policies, certificates and retained messages",
  },
  start(iot) {
    if (iot.isUsed) void iot.brokerHost.need();
  },
  stop: ({ brokerHost }) => brokerHost.close(),
  close: ({ book }) => book.close(),
};
