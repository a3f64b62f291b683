// Amazon Data Firehose: delivery streams, which gather records and put them into buckets or send them to HTTP endpoints.

import { join } from "node:path";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ObjectSink } from "../../aws/object-sink.ts";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { firehoseApi } from "./api/api.ts";
import { firehosePermissions } from "./needs.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { PendingRecords } from "./records/pending-records.ts";
import { deliveryStream } from "./resources.ts";
import { kinesisReader, type SourceStreams } from "./source/kinesis-reader.ts";
import { DeliveryStreams } from "./streams/delivery-streams.ts";
import { deliveryStreamTarget } from "./targets.ts";

export interface FirehoseNeeds
  extends Pick<House, "access" | "clock" | "identity" | "folder" | "repair" | "router" | "onFault"> {
  readonly kinesis: SourceStreams;
  readonly s3: ObjectSink;
  readonly logs: LogSink;
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const firehose: ServiceDoor<"firehose", FirehoseNeeds, DeliveryStreams> = {
  name: "firehose",
  open({ access, clock, identity, folder, repair, router, onFault, kinesis, s3, logs, cloudwatch }) {
    const directory = folder("firehose");
    const count = publishedMetrics(cloudwatch.metrics);
    return openTogether(async (keep) => {
      const book = keep(await RecordBook.open({ directory, name: "streams.journal", repair }));
      const records = keep(await PendingRecords.open(directory, "records.journal", repair));
      return new DeliveryStreams({
        ...{ book, records },
        around: { access, clock, identity, logs, count, buckets: s3, deliver: router.deliver },
        readSource: kinesisReader({
          ...{ streams: kinesis, clock, access, logs, count, repair },
          directory: directory && join(directory, "checkpoints"),
        }),
        fault: (fault, name) => onFault(fault, `the delivery stream ${name}`),
      });
    });
  },
  permissions: firehosePermissions,
  apis: { firehose: firehoseApi },
  kinds: [deliveryStream],
  sources: [{ name: "delivery stream's transformation", only: ["function"] }],
  targets: [deliveryStreamTarget],
  keeps: {
    "firehose/streams.journal": "all delivery streams",
    "firehose/records.journal": "the records that were put to delivery streams and are not delivered yet",
  },
  start: (streams) => streams.start(),
  stop: (streams) => streams.stop(),
  close: (streams) => streams.close(),
};
