// Secrets Manager: secrets by name, their versions and stages.

import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { secretsManagerApi } from "./api.ts";
import { secretsPermissions } from "./needs.ts";
import { secret, secretPolicy, secretTargetAttachment } from "./resources.ts";
import { Secrets } from "./secrets.ts";

export type SecretsManagerNeeds = Pick<House, "clock" | "identity" | "folder" | "repair">;

export const secretsmanager: ServiceDoor<"secretsmanager", SecretsManagerNeeds, Secrets> = {
  name: "secretsmanager",
  open: async ({ clock, identity, folder, repair }) =>
    new Secrets(
      clock,
      identity,
      await RecordBook.open({ directory: folder("secrets"), name: "secrets.journal", repair }),
    ),
  permissions: secretsPermissions,
  apis: { secretsmanager: secretsManagerApi },
  kinds: [secret, secretTargetAttachment, secretPolicy],
  keeps: { "secrets/secrets.journal": "all secrets" },
  close: (secrets) => secrets.close(),
};
