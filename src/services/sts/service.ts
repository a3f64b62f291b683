// STS tells clients who they are: everybody is the account's root.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { stsApi } from "./api.ts";

export const sts: ServiceDoor<"sts", Pick<House, "identity">, RegionIdentity> = {
  name: "sts",
  open: ({ identity }) => identity,
  apis: { sts: stsApi },
};
