// How large what a template makes of a state's data can be, told from how large that data is: a large input is then
// walked over once, and not again as often as templates hand out parts of it.

import type { Growth } from "../asl/growth.ts";
import { boundWithin } from "../asl/json-bytes.ts";
import type { Json } from "../aws/json.ts";
import { knownJsonText } from "../aws/json-text.ts";
import { payloadLimitBytes } from "./payload-limit.ts";
import type { Strand } from "./strand.ts";

/** Looking further than this into an input may take longer than looking at what was made of it. */
const farthestBytes = 32 * 1024;

/** No less than the value takes as JSON; infinity if that cannot be told. */
export function grownBytes(strand: Strand, { bytes, inputs, contexts }: Growth): number {
  let total = bytes;
  if (total > payloadLimitBytes) return Number.POSITIVE_INFINITY;
  if (inputs > 0) total += inputs * inputBytes(strand, inputs + contexts);
  if (contexts > 0) total += contexts * contextBytes(strand, inputs + contexts);
  return total;
}

/** A part of the input that is handed out once is as quickly walked over itself. */
function inputBytes(strand: Strand, uses: number): number {
  if (strand.stateInputBytes === undefined) {
    if (uses > 1) strand.stateInputBytes = smallBound(strand, strand.stateInput, uses);
    strand.stateInputBytes ??= knownJsonText(strand.stateInput)?.bytes;
  }
  return strand.stateInputBytes ?? Number.POSITIVE_INFINITY;
}

/** What the names of members, a count or two, and times take. */
const framesBytes = 1024;

function contextBytes(strand: Strand, uses: number): number {
  if (strand.mapItem !== undefined || strand.execution.start.context !== undefined)
    return Number.POSITIVE_INFINITY;
  const { name } = strand.state;
  const ofVisit = framesBytes + (name.length + (strand.taskToken?.length ?? 0)) * 6;
  return ofVisit + executionBytes(strand, uses);
}

function executionBytes(strand: Strand, uses: number): number {
  const { execution, stateInput, stateInputBytes } = strand;
  const { input, identity } = execution.start;
  if (execution.inputBytes === undefined) {
    if (input === stateInput && stateInputBytes !== undefined) execution.inputBytes = stateInputBytes;
    else if (uses > 1) execution.inputBytes = smallBound(strand, input, uses);
    if (execution.inputBytes === undefined) return Number.POSITIVE_INFINITY;
  }
  const { arn, name, stateMachineArn, stateMachineName, roleArn } = identity;
  const characters =
    arn.length + name.length + stateMachineArn.length + stateMachineName.length + roleArn.length;
  return execution.inputBytes + characters * 6;
}

/** Undefined if the value is too large to be used so often. One that is tells of others: an execution is not asked again. */
function smallBound({ execution }: Strand, value: Json, uses: number): number | undefined {
  if (!execution.isSmall) return undefined;
  const most = Math.min(farthestBytes, payloadLimitBytes / uses);
  const bound = boundWithin(value, most);
  if (bound <= most) return bound;
  execution.isSmall = false;
  return undefined;
}
