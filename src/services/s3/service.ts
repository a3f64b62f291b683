// S3: buckets and the objects in them, their bytes in files of their own.

import type { LogSink } from "../../aws/log-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { s3Api } from "./api/api.ts";
import { websiteApi } from "./api/website-api.ts";
import { s3Permissions } from "./needs.ts";
import { Objects } from "./objects.ts";
import { s3AutoDeleteObjects } from "./resources/auto-delete-objects.ts";
import { s3Bucket, s3BucketPolicy } from "./resources/bucket.ts";
import { s3BucketNotifications } from "./resources/bucket-notifications.ts";

export interface S3Needs
  extends Pick<House, "clock" | "identity" | "endpoint" | "folder" | "repair" | "onFault" | "router"> {
  /** Where it is told that nobody took a notification, and what puts logs into buckets. */
  readonly logs: LogSink & { exportInto(buckets: Pick<Objects, "headBucket" | "putObject">): void };
}

export const s3: ServiceDoor<"s3", S3Needs, Objects> = {
  name: "s3",
  async open({ folder, clock, identity, endpoint, repair, onFault, router, logs }) {
    const objects = await Objects.open({
      directory: folder("objects"),
      ...{ clock, repair, identity, host: new URL(endpoint).host },
      onDamage: (damage) => onFault(damage, "an object"),
      onFault: (fault) => onFault(fault, "an object"),
      notify: {
        router,
        onFailed({ bucket, arn, text }, reason) {
          const message = `${arn} did not take the notification: ${reason}\n${text}`;
          logs.append("/millrace/notifications", bucket, [{ timestamp: clock.now(), message }]);
        },
      },
    });
    logs.exportInto(objects);
    return objects;
  },
  permissions: s3Permissions,
  apis: { s3: s3Api, s3website: websiteApi },
  sources: [{ name: "bucket's notification", only: ["queue", "topic", "function"] }],
  kinds: [s3Bucket, s3BucketPolicy, s3AutoDeleteObjects, s3BucketNotifications],
  keeps: {
    "objects/catalogue.journal": "the list of all objects",
    "objects/settings.journal": "all buckets and their settings",
  },
  start: (objects) => objects.start(),
  stop: (objects) => objects.stop(),
  close: (objects) => objects.close(),
};
