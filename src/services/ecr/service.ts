// ECR: repositories as they are described. Nothing is pushed to them.

import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { ecrApi } from "./api.ts";
import { Repositories } from "./repositories.ts";
import { ecrRepository } from "./resources.ts";

export type EcrNeeds = Pick<House, "clock" | "identity" | "folder" | "repair">;

export const ecr: ServiceDoor<"ecr", EcrNeeds, Repositories> = {
  name: "ecr",
  open: async ({ clock, identity, folder, repair }) =>
    new Repositories(
      clock,
      identity,
      await RecordBook.open({ directory: folder("repositories"), name: "repositories.journal", repair }),
    ),
  apis: { ecr: ecrApi },
  kinds: [ecrRepository],
  keeps: { "repositories/repositories.journal": "all repositories" },
  close: (repositories) => repositories.close(),
};
