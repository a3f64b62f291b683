// Making and changing archives, which a bus must be there for, with no rule in the place of the one that is managed for the archive.

import { parseArn } from "../../../aws/arn.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import type { Archive, ArchiveDefinition } from "./archive.ts";
import type { Archives } from "./archives.ts";
import { managedRuleName } from "./managed-rule.ts";

interface Places {
  readonly archives: Archives;
  readonly buses: Pick<EventBuses, "describeEventBus" | "listEventBuses">;
}

/** Rejects with ValidationException, ResourceNotFoundException, ResourceAlreadyExistsException and InvalidEventPatternException. */
export async function createArchive(
  { archives, buses }: Places,
  definition: ArchiveDefinition,
): Promise<Archive> {
  const { sourceArn } = definition;
  checkSource(sourceArn, buses.describeEventBus().arn);
  const bus = buses.describeEventBus(sourceArn);
  if (archives.find(definition.name) === undefined) checkPlace(definition, bus);
  return archives.create(definition);
}

/** Rejects with ResourceNotFoundException, ResourceAlreadyExistsException and InvalidEventPatternException. */
export async function updateArchive(
  { archives, buses }: Places,
  name: string,
  change: Partial<ArchiveDefinition>,
): Promise<Archive> {
  const archive = archives.get(name);
  const bus = buses.listEventBuses().find(({ arn }) => arn === archive.sourceArn);
  if (bus === undefined)
    throw new ServiceError("ResourceNotFoundException", `Archive ${name} managed rule does not exist.`);
  if (archive.managedRule === "gone") checkPlace(archive, bus);
  return archives.update(name, change);
}

function checkSource(arn: string, ownArn: string): void {
  const [source, own] = [parseArn(arn), parseArn(ownArn)];
  const refused = (reason: string) => invalid(`Parameter EventSourceArn is not valid. Reason: ${reason}`);
  if (source === undefined || source.accountId === "" || !/^event-bus\/./.test(source.resource))
    throw refused("Must contain an event bus ARN.");
  for (const [part, what] of [
    ["partition", "cross-partition"],
    ["region", "cross-region"],
    ["accountId", "cross-account"],
  ] as const)
    if (source[part] !== own?.[part]) throw refused(`Creating ${what} archive is not permitted.`);
}

function checkPlace(
  archive: Pick<Archive, "name">,
  bus: ReturnType<Places["buses"]["describeEventBus"]>,
): void {
  const ruleName = managedRuleName(archive);
  if (bus.rule(ruleName) === undefined) return;
  throw new ServiceError(
    "ResourceAlreadyExistsException",
    `A rule with the pattern '${ruleName}' already exists. Please choose a different archive name or delete your rule, then, try again.`,
  );
}
