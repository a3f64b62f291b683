// The intrinsic functions in a part of a template: whether there are such, whether they may stand there, and their arguments.

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { conditionFunctions, unresolvedCondition } from "../intrinsics/conditions.ts";
import {
  intrinsics,
  languageExtensions,
  notInConditions,
  unsupportedFunction,
} from "../intrinsics/functions.ts";
import { type Call, callOf } from "../intrinsics/intrinsic.ts";
import { findInMapText, mappingNotPresent } from "../intrinsics/lists.ts";
import { importText } from "../intrinsics/references.ts";
import { rulesOnly } from "../intrinsics/rule-functions.ts";
import { type Hint, meantHint, type Problems } from "../problems.ts";
import { referencesIn } from "../references.ts";
import type { Template } from "../template.ts";

export type Block = "Resources" | "Outputs" | "Conditions" | "Rules";

interface Surroundings {
  readonly template: Template;
  readonly languageExtensions: boolean;
}

export function checkFunctions(
  value: Json,
  path: string,
  block: Block,
  around: Surroundings,
  problems: Problems,
): void {
  const call = callOf(value);
  const fault = call && faultOf(call, block, around);
  if (call !== undefined && fault !== undefined) {
    problems.add(memberPointer(path, call.name), fault.problem, fault.hint);
  }
  if (!Array.isArray(value) && !isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    checkFunctions(member, memberPointer(path, key), block, around, problems);
  }
}

interface Fault {
  readonly problem: string;
  readonly hint?: Hint;
}

function faultOf({ name, argument }: Call, block: Block, around: Surroundings): Fault | undefined {
  const intrinsic = intrinsics.get(name);
  if (intrinsic === undefined || (languageExtensions.has(name) && !around.languageExtensions)) {
    return unsupportedFunction(name);
  }
  const isExtended = around.languageExtensions || !hasDefault(name, argument);
  const problem = misplacedIn(block, name) ?? (isExtended ? intrinsic.check(argument) : findInMapText);
  if (problem !== undefined) return { problem };
  if (name === "Fn::If") return conditionFault(argument, around);
  if (name === "Fn::ImportValue") return importFault(argument, around);
  return name === "Fn::FindInMap" ? mapFault(argument, around) : undefined;
}

/** A default for what is not in the map is one of the language extensions. */
function hasDefault(name: string, argument: Json): boolean {
  return name === "Fn::FindInMap" && Array.isArray(argument) && argument.length === 4;
}

function misplacedIn(block: Block, name: string): string | undefined {
  if ((block === "Conditions" || block === "Rules") && notInConditions.has(name)) {
    return `Template error: Cannot use ${name} in ${block}.`;
  }
  if (block !== "Rules" && rulesOnly.has(name)) return `Template error: Cannot use ${name} outside of Rules.`;
  const isPart = block === "Resources" || block === "Outputs";
  return isPart && conditionFunctions.has(name)
    ? `Template error: Cannot use ${name} outside of Conditions.`
    : undefined;
}

function conditionFault(argument: Json, { template }: Surroundings): Fault | undefined {
  const name = Array.isArray(argument) ? argument[0] : undefined;
  if (typeof name !== "string" || Object.hasOwn(template.conditions, name)) return undefined;
  const problem = unresolvedCondition(name);
  return { problem, hint: meantHint(name, Object.keys(template.conditions)) };
}

function mapFault(argument: Json, { template }: Surroundings): Fault | undefined {
  const [name, , , options] = Array.isArray(argument) ? argument : [];
  if (typeof name !== "string" || options !== undefined || Object.hasOwn(template.mappings, name))
    return undefined;
  return { problem: mappingNotPresent(name), hint: meantHint(name, Object.keys(template.mappings)) };
}

/** What is imported must be known before any resource is there. */
function importFault(argument: Json, { template }: Surroundings): Fault | undefined {
  const references = [...referencesIn(argument, "")];
  return references.some(({ name }) => template.resources.has(name)) ? { problem: importText } : undefined;
}
