// What Step Functions does in the name of a machine's role beside its tasks: delivers logs, sends traces, and watches executions that
// the machine waits for.
// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { AccessCheck, AccessGuard } from "../../permissions.ts";
import { executionsRule, waitsForExecutions } from "../monitoring/watching-rules.ts";
import type { StateMachine } from "./state-machine.ts";

export type PermittedMachine = Pick<
  StateMachine,
  "arn" | "name" | "roleArn" | "definition" | "logging" | "tracingEnabled"
>;

const logDelivery = [
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
];
const tracing = ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"];
const rules = ["PutRule", "PutTargets", "DescribeRule"];

export class MachinePermits {
  readonly #access: AccessGuard;

  constructor(access: AccessGuard) {
    this.#access = access;
  }

  /** Throws AccessDeniedException for a machine whose role may not be assumed, or does not let it log, or watch what it waits for. */
  check(machine: PermittedMachine): void {
    if (!this.#access.mayAssume(callerOf(machine)))
      throw new ServiceError(
        "AccessDeniedException",
        "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
      );
    if (isLogging(machine))
      this.#ask(
        machine,
        logging,
        "The state machine IAM Role is not authorized to access the Log Destination",
      );
    if (isWatching(machine))
      this.#ask(machine, watching, `'${machine.roleArn}' is not authorized to create managed-rule.`);
    this.note(machine);
  }

  /** Its role is seen to be asked for what the machine needs; what was denied was told when it was made. */
  note(machine: PermittedMachine): void {
    const wished = [
      ...(isLogging(machine) ? logging : []),
      ...(isWatching(machine) ? watching : []),
      ...(machine.tracingEnabled ? traces : []),
    ];
    for (const call of wished) this.#access.check({ ...call, caller: callerOf(machine), isWished: true });
  }

  #ask(machine: PermittedMachine, calls: readonly Call[], message: string): void {
    try {
      for (const call of calls) this.#access.check({ ...call, caller: callerOf(machine) });
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      throw new ServiceError("AccessDeniedException", message);
    }
  }
}

type Call = Omit<AccessCheck, "caller">;

const callsOf = (service: string, operations: readonly string[], request = {}): readonly Call[] =>
  operations.map((operation) => ({ service, operation, request }));

const logging = callsOf("logs", logDelivery);
const traces = callsOf("xray", tracing);
const watching = callsOf("events", rules, { Name: executionsRule });

function isLogging(machine: PermittedMachine): boolean {
  return machine.logging.level !== "OFF";
}

function isWatching({ definition }: PermittedMachine): boolean {
  return waitsForExecutions(definition);
}

function callerOf({ arn, name, roleArn }: PermittedMachine) {
  return { roleArn, sessionName: name, via: { service: "states.amazonaws.com", sourceArn: arn } };
}
