// The rule that AWS makes for an archive, on its bus: it is listed, described and keeps the bus. What it does is done by the archive
// itself, so its target is delivered nothing.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive-event.html

import { hash } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { matchesNothing } from "../../../event-patterns/compile-pattern.ts";
import { busName, ruleArn } from "../names.ts";
import { compileTarget, type Rule } from "../rules/rule.ts";
import type { Archive } from "./archive.ts";

export function managedRuleName({ name }: Pick<Archive, "name">): string {
  return `Events-Archive-${name}`;
}

/** Undefined once it was taken away by force. */
export function managedRule(archive: Archive, identity: RegionIdentity): Rule | undefined {
  if (archive.managedRule === "gone") return undefined;
  const name = managedRuleName(archive);
  const target = compileTarget({
    id: name,
    arn: `arn:${identity.partition}:events:${identity.region}:::`,
    inputTransformer: { inputPathsMap: {}, inputTemplate: templateOf(archive) },
  });
  return {
    name,
    arn: ruleArn(identity, busName(archive.sourceArn), name),
    enabled: true,
    eventPattern: patternOf(archive),
    managedBy: "prod.vhs.events.aws.internal",
    pattern: matchesNothing,
    schedule: undefined,
    targets: new Map(archive.managedRule === "untargeted" ? [] : [[name, target]]),
  };
}

/** What is replayed is archived already. */
function patternOf({ eventPattern }: Archive): string {
  const { "replay-name": _replayed, ...pattern } = JSON.parse(eventPattern || "{}") as JsonObject;
  return JSON.stringify({ "replay-name": [{ exists: false }], ...pattern });
}

function templateOf(archive: Archive): string {
  const members = [
    `"archive-arn": "${archive.arn}:${incarnationOf(archive)}"`,
    '"event": <aws.events.event.json>',
    '"ingestion-time": <aws.events.event.ingestion-time>',
  ];
  return `{${members.join(",")}}`;
}

/** An archive that is made again under its name has another. */
function incarnationOf({ arn, createdAt }: Archive): string {
  const hex = hash("sha256", `${arn} ${createdAt}`, "hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
