// S3: buckets and the objects in them, each object a file.

import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { s3Api } from "./api/api.ts";
import { Objects } from "./objects.ts";
import { s3Bucket, s3BucketPolicy } from "./resources.ts";

export type S3Needs = Pick<House, "clock" | "identity" | "folder" | "repair" | "onFault">;

export const s3: ServiceDoor<"s3", S3Needs, Objects> = {
  name: "s3",
  open: ({ folder, clock, identity, repair, onFault }) =>
    Objects.open({
      directory: folder("objects"),
      ...{ clock, repair, region: identity.region },
      onDamage: (damage) => onFault(damage, "an object"),
    }),
  apis: { s3: s3Api },
  kinds: [s3Bucket, s3BucketPolicy],
  keeps: {
    "objects/objects.journal": "the list of all buckets and objects",
    "objects/settings.journal": "all settings of buckets",
  },
  close: (objects) => objects.close(),
};
