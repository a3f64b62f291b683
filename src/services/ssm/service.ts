// Systems Manager's Parameter Store: parameters by name, with their versions and labels.

import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { ssmApi } from "./api.ts";
import { ssmPermissions } from "./needs.ts";
import { Parameters } from "./parameters.ts";
import { ssmParameter } from "./resources.ts";

export type SsmNeeds = Pick<House, "api" | "clock" | "identity" | "folder" | "repair">;

export const ssm: ServiceDoor<"ssm", SsmNeeds, Parameters> = {
  name: "ssm",
  open: async ({ api, clock, identity, folder, repair }) =>
    new Parameters(
      clock,
      identity,
      await RecordBook.open({ directory: folder("parameters"), name: "parameters.journal", repair }),
      () => api("secretsmanager"),
    ),
  permissions: ssmPermissions,
  apis: { ssm: ssmApi },
  kinds: [ssmParameter],
  keeps: { "parameters/parameters.journal": "all parameters" },
  close: (parameters) => parameters.close(),
};
