// Secrets Manager by itself: a function of the test's stands for whatever rotates.

import { localIdentity } from "../../../src/aws/arn.ts";
import { type DeliveryOutcome, type DeliveryRequest, delivered } from "../../../src/aws/delivery.ts";
import { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import type { Clock } from "../../../src/time/clock.ts";

export const rotatorArn = "arn:aws:lambda:us-east-1:000000000000:function:rotator";

export interface OpenSecrets {
  readonly clock: Clock;
  /** @default in memory */
  readonly directory?: string;
  readonly rotate?: (request: DeliveryRequest) => DeliveryOutcome | Promise<DeliveryOutcome>;
  readonly onWarning?: (message: string) => void;
}

export async function openSecrets({
  clock,
  directory,
  rotate = () => delivered,
  onWarning,
}: OpenSecrets): Promise<SecretsManager> {
  return new SecretsManager({
    ...{ clock, identity: localIdentity, onWarning },
    book: await RecordBook.open({ directory, name: "secrets.journal" }),
    router: {
      ...{ deliver: rotate, isServed: () => true, reaches: ({ arn }) => arn === rotatorArn },
      targetOf: () => {
        throw new Error("no target is asked for");
      },
    },
    onFault: (fault) => {
      throw fault;
    },
  });
}
