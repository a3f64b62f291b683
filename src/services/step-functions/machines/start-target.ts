// What StartExecution starts for an ARN: the machine as it is, as a version has it, or as the version has it that an alias
// chooses. A name that is started again is started on the same version.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { seededRandom } from "../../../engine/random.ts";
import { chooseVersion } from "./aliases.ts";
import { readStateMachineArn } from "./qualified-arn.ts";
import type { StateMachine } from "./state-machine.ts";
import type { StateMachines } from "./state-machines.ts";

export interface StartTarget {
  readonly machine: StateMachine;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
}

/** Throws InvalidArn, StateMachineDoesNotExist and StateMachineDeleting. */
export function startTarget(machines: StateMachines, arn: string, name: string | undefined): StartTarget {
  // Nearly every ARN is a machine's own, and those need not be read.
  if (machines.get(arn) !== undefined) return { machine: machines.find(arn) };
  const { alias, version } = readStateMachineArn(arn);
  if (version !== undefined) return versionTarget(machines, arn, arn);
  if (alias === undefined) return { machine: machines.find(arn) };
  const found = machines.aliases.find(arn);
  if (found === undefined) throw doesNotExist(arn);
  const versionArn = chooseVersion(found, seededRandom(`${arn} ${name ?? randomUUID()}`));
  return { ...versionTarget(machines, versionArn, arn), stateMachineAliasArn: arn };
}

function versionTarget(machines: StateMachines, versionArn: string, givenArn: string): StartTarget {
  const version = machines.version(versionArn);
  if (version === undefined) throw doesNotExist(givenArn);
  return { machine: version.machine, stateMachineVersionArn: versionArn };
}

function doesNotExist(arn: string): ServiceError {
  return new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}
