// What is open of Secrets Manager: the secrets, and what rotates them.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { type RotationSeams, Rotations } from "./rotations.ts";
import { Secrets } from "./secrets.ts";

export interface SecretsManagerSeams extends Omit<RotationSeams, "secrets"> {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
}

export class SecretsManager {
  readonly secrets: Secrets;
  readonly rotations: Rotations;

  constructor({ identity, book, ...seams }: SecretsManagerSeams) {
    this.secrets = new Secrets(seams.clock, identity, book);
    this.rotations = new Rotations({ ...seams, secrets: this.secrets });
  }

  close(): Promise<void> {
    this.rotations.stop();
    return this.secrets.close();
  }
}
