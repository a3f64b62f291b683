// Canary releases: a share of a stage's requests is answered by another deployment, with stage variables of its own.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html

import type { Texts } from "../records.ts";
import { badRequest } from "../refusals.ts";
import type { CanarySettings, RestStage } from "./records.ts";

/** What is said of one; the rest is as usual. */
export interface GivenCanary {
  readonly percentTraffic?: number | undefined;
  readonly stageVariableOverrides?: Texts | undefined;
  readonly useStageCache?: boolean | undefined;
}

/** Throws BadRequestException. */
export function canarySettings(deploymentId: string, given: GivenCanary = {}): CanarySettings {
  const { percentTraffic = 0, stageVariableOverrides, useStageCache = false } = given;
  if (!(percentTraffic >= 0 && percentTraffic <= 100))
    throw badRequest("Invalid canary percent traffic: it must be between 0.0 and 100.0");
  return {
    ...{ deploymentId, percentTraffic, useStageCache },
    ...(stageVariableOverrides === undefined ? {} : { stageVariableOverrides }),
  };
}

/** The stage as its canary is; undefined for one without. */
export function canaryOf(stage: RestStage): RestStage | undefined {
  const { canarySettings: canary } = stage;
  if (canary === undefined) return undefined;
  const { deploymentId, stageVariableOverrides } = canary;
  return { ...stage, deploymentId, variables: { ...stage.variables, ...stageVariableOverrides } };
}

/** Which of a stage's requests are its canary's: of any hundred as many as it says, as evenly as that goes. */
export class CanaryShare {
  #due = 0;

  take(percentTraffic: number): boolean {
    this.#due += percentTraffic;
    if (this.#due < 100) return false;
    this.#due -= 100;
    return true;
  }
}

export interface CanaryPatch {
  readonly op: string;
  readonly path?: string | undefined;
  readonly value?: string | undefined;
  readonly from?: string | undefined;
}

/** Whether the operation is about a stage's canary. */
export function isCanaryPatch({ op, path = "" }: CanaryPatch): boolean {
  return op === "copy" || /^\/canarySettings(?:\/|$)/.test(path);
}

const copies: Readonly<Record<string, (stage: RestStage, canary: CanarySettings) => RestStage>> = {
  "/deploymentId": (stage, { deploymentId }) => ({ ...stage, deploymentId }),
  "/variables": (stage, { stageVariableOverrides }) => ({
    ...stage,
    variables: { ...stage.variables, ...stageVariableOverrides },
  }),
};
const copied = ["/canarySettings/deploymentId", "/canarySettings/stageVariableOverrides"];

/** `invalidPath` says that there is nothing at a path. Throws BadRequestException. */
export function canaryPatched(
  stage: RestStage,
  patch: CanaryPatch,
  invalidPath: (path: string) => Error,
): RestStage {
  const { op, path = "", value = "" } = patch;
  if (op === "copy") return promoted(stage, patch);
  const [, member = "", name] = /^\/canarySettings(?:\/([^/]+)(?:\/(.+))?)?$/s.exec(path) ?? [];
  if (op === "remove") return withoutCanary(stage, member, name);
  if (op !== "replace") throw badRequest(`Invalid ${op} operation with path: ${path}`);
  const canary = stage.canarySettings ?? canarySettings(stage.deploymentId);
  const to = (change: Partial<CanarySettings>): RestStage => ({
    ...stage,
    canarySettings: canarySettings(change.deploymentId ?? canary.deploymentId, { ...canary, ...change }),
  });
  if (member === "stageVariableOverrides" && name !== undefined)
    return to({ stageVariableOverrides: { ...canary.stageVariableOverrides, [name]: value } });
  if (name !== undefined) throw invalidPath(path);
  if (member === "deploymentId") return to({ deploymentId: value });
  if (member === "useStageCache") return to({ useStageCache: value.toLowerCase() === "true" });
  if (member !== "percentTraffic") throw invalidPath(path);
  return to({ percentTraffic: value.trim() === "" ? Number.NaN : Number(value) });
}

function promoted(stage: RestStage, { path = "", from = "" }: CanaryPatch): RestStage {
  const copy = Object.hasOwn(copies, path) && copied.includes(from) ? copies[path] : undefined;
  if (copy === undefined)
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [${Object.keys(copies).join(", ")}] and valid copy:from are [${copied.join(", ")}]`,
    );
  if (stage.canarySettings === undefined) throw badRequest("Promotion not available. Canary does not exist.");
  return copy(stage, stage.canarySettings);
}

function withoutCanary(stage: RestStage, member: string, name: string | undefined): RestStage {
  const { canarySettings: canary, ...rest } = stage;
  if (member === "") return rest;
  const overrides = canary?.stageVariableOverrides;
  if (
    canary !== undefined &&
    overrides !== undefined &&
    member === "stageVariableOverrides" &&
    name !== undefined
  ) {
    const { [name]: gone, ...stageVariableOverrides } = overrides;
    if (gone !== undefined) return { ...rest, canarySettings: { ...canary, stageVariableOverrides } };
  }
  const called = ["canarySettings", member, ...(name === undefined ? [] : [name])].join("/");
  throw badRequest(
    `Cannot remove method setting ${called} because there is no method setting for this method `,
  );
}
