// Secrets Manager: secrets by name, their versions and stages, and their rotation by functions.

import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { secretsManagerApi } from "./api.ts";
import { secretsPermissions } from "./needs.ts";
import { secret, secretPolicy, secretTargetAttachment } from "./resources.ts";
import { SecretsManager } from "./secrets-manager.ts";

export type SecretsManagerNeeds = Pick<
  House,
  "clock" | "identity" | "folder" | "repair" | "router" | "onFault" | "onWarning"
>;

export const secretsmanager: ServiceDoor<"secretsmanager", SecretsManagerNeeds, SecretsManager> = {
  name: "secretsmanager",
  async open({ folder, repair, ...seams }) {
    const book = await RecordBook.open({ directory: folder("secrets"), name: "secrets.journal", repair });
    return new SecretsManager({ ...seams, book });
  },
  permissions: secretsPermissions,
  apis: { secretsmanager: secretsManagerApi },
  sources: [{ name: "secret's rotation", only: ["function"] }],
  kinds: [secret, secretTargetAttachment, secretPolicy],
  keeps: { "secrets/secrets.journal": "all secrets" },
  start: ({ rotations }) => rotations.start(),
  stop: ({ rotations }) => rotations.stop(),
  close: (service) => service.close(),
};
