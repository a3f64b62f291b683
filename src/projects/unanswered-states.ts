// States of a stack's machines that call a service which is not here, and that nothing answers yet. They are told when the machine is put
// up, and not only when an execution comes to one of them, as what is to be answered is for the user to say.

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { jsonObjectOrUndefined } from "../aws/json-text.ts";
import { placeOf } from "../aws/template/places.ts";
import type { Deployed } from "../services/cloudformation/stacks/deploy.ts";
import type { ProjectStack } from "./project.ts";

/** What is asked of the machines that were put up. */
export interface PutUpMachines {
  readonly machines: { get(arn: string): { readonly definition: string } | undefined };
  readonly standIns: { missing(resource: string): UnansweredCall | undefined };
}

interface UnansweredCall {
  readonly asked: string;
  /** What programs that stand for it are named by. */
  readonly job: string | undefined;
}

/** A line for each, with what to write. */
export function unansweredWarnings(
  { template, written = template }: ProjectStack,
  { resources }: Deployed,
  { machines, standIns }: PutUpMachines,
): readonly string[] {
  return [...resources].flatMap(([id, { type, ref }]) => {
    if (type !== "AWS::StepFunctions::StateMachine") return [];
    const place = placeOf(written.body, memberPointer("/Resources", id));
    const at = place === undefined ? "" : `${place.file}:${place.line}: `;
    const definition = jsonObjectOrUndefined(machines.get(ref)?.definition ?? "") ?? {};
    return [...tasksIn(definition)].flatMap(({ state, resource }) => {
      const call = standIns.missing(resource);
      if (call === undefined) return [];
      return [
        `${at}${id}: the state "${state}" calls ${call.asked}, of a service that is not here: it fails until millrace.config.json has an answer, such as ${answerTo(call)}`,
      ];
    });
  });
}

/** The shortest that answers: of a job a program that does nothing, as its end then has what the service tells of it. */
function answerTo({ asked, job }: UnansweredCall): string {
  return job === undefined
    ? `{"mocks": {"${asked}": {"return": {}}}}`
    : `{"jobs": {"${job}": {"*": {"command": ["true"]}}}}`;
}

interface NamedTask {
  readonly state: string;
  readonly resource: string;
}

/** Of a machine, and of whatever of its states has states of its own. */
function* tasksIn(machine: JsonObject): Generator<NamedTask> {
  for (const [name, state] of Object.entries(isJsonObject(machine.States) ? machine.States : {})) {
    if (!isJsonObject(state)) continue;
    const { Type: type, Resource: resource } = state;
    if (type === "Task" && typeof resource === "string") yield { state: name, resource };
    const { Branches: branches = [], ItemProcessor: processor, Iterator: iterator } = state;
    const inner: readonly (Json | undefined)[] = [
      ...(Array.isArray(branches) ? branches : []),
      processor,
      iterator,
    ];
    for (const each of inner) if (each !== undefined && isJsonObject(each)) yield* tasksIn(each);
  }
}
