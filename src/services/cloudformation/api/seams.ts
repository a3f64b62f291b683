// What the operations of the API are done with.

import type { SignalBook } from "../providers/signals.ts";
import type { ChangeSets } from "../stacks/change-sets.ts";
import type { StackInputs } from "../stacks/stack-inputs.ts";
import type { Stacks } from "../stacks/stacks.ts";
import type { DeployerSeams } from "./deployer.ts";
import type { Buckets } from "./template-source.ts";

export interface CloudFormationSeams extends DeployerSeams {
  readonly stacks: Stacks;
  readonly changeSets: ChangeSets;
  readonly inputs: StackInputs;
  readonly buckets: Buckets;
  readonly signals: SignalBook;
}
