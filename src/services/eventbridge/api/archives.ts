// EventBridge's archives and replays on the wire.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  integer,
  listOf,
  oneOf,
  operation,
  optional,
  required,
  structure,
  text,
  timestamp,
} from "../../../aws/wire/shape.ts";
import { type Archive, type ArchiveDefinition, isEnabled, type Replay } from "../archives/archive.ts";
import type { Archives } from "../archives/archives.ts";
import { createArchive, updateArchive } from "../archives/archives-of-buses.ts";
import type { Replays } from "../archives/replays.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import { pageOf } from "../page.ts";

export interface ArchiveParts {
  readonly archives: Archives;
  readonly replays: Replays;
  readonly buses: Pick<EventBuses, "describeEventBus" | "listEventBuses">;
}

const archiveName = text({ min: 1, max: 48, pattern: "[\\.\\-_A-Za-z0-9]+" });
const replayName = text({ min: 1, max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" });
const busArn = text({
  min: 1,
  max: 1600,
  pattern: "^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/.+$",
});
const description = optional(text({ max: 512 }));
const page = {
  NextToken: optional(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 100 })),
};
const changeable = {
  Description: description,
  EventPattern: optional(text({ max: 4096 })),
  RetentionDays: optional(integer({ min: 0 })),
  KmsKeyIdentifier: optional(text({ max: 2048, pattern: "^[a-zA-Z0-9_\\-/:]*$" })),
};
const archiveStates = oneOf("CREATE_FAILED", "ENABLED", "UPDATING", "UPDATE_FAILED", "CREATING", "DISABLED");
const replayStates = oneOf("STARTING", "RUNNING", "CANCELLING", "COMPLETED", "CANCELLED", "FAILED");

const archiveRequest = structure({
  ArchiveName: required(archiveName),
  EventSourceArn: required(busArn),
  ...changeable,
});
const archiveChange = structure({ ArchiveName: required(archiveName), ...changeable });
const oneArchive = structure({ ArchiveName: required(archiveName) });
const listArchives = structure({
  NamePrefix: optional(archiveName),
  EventSourceArn: optional(busArn),
  State: optional(archiveStates),
  ...page,
});
const startReplay = structure({
  ReplayName: required(replayName),
  Description: description,
  EventSourceArn: required(busArn),
  EventStartTime: required(timestamp()),
  EventEndTime: required(timestamp()),
  Destination: required(
    structure({
      Arn: required(text({ min: 1, max: 1600 })),
      FilterArns: optional(listOf(text({ min: 1, max: 1600 }))),
    }),
  ),
});
const oneReplay = structure({ ReplayName: required(replayName) });
const listReplays = structure({
  NamePrefix: optional(replayName),
  State: optional(replayStates),
  EventSourceArn: optional(busArn),
  ...page,
});

export function archiveOperations(places: ArchiveParts): Record<string, Operation> {
  const { archives, buses } = places;
  return {
    CreateArchive: operation(archiveRequest, async (request) => {
      const { ArchiveName: name, EventSourceArn: sourceArn } = request;
      return changed(
        await createArchive(places, { name, sourceArn, retentionDays: 0, ...settingsIn(request) }),
      );
    }),
    UpdateArchive: operation(archiveChange, async ({ ArchiveName, ...request }) => {
      const settings = settingsIn(request);
      if (Object.keys(settings).length === 0)
        throw new ServiceError(
          "ValidationException",
          "At least one of EventPattern, RetentionDays or Description must be provided.",
        );
      return changed(await updateArchive(places, ArchiveName, settings));
    }),
    DescribeArchive: operation(oneArchive, ({ ArchiveName }) => {
      const archive = archives.get(ArchiveName);
      return {
        ...listed(archive, archives),
        ArchiveArn: archive.arn,
        Description: archive.description || undefined,
        EventPattern: archive.eventPattern || undefined,
        KmsKeyIdentifier: archive.kmsKey || undefined,
      };
    }),
    ListArchives: operation(listArchives, (request) => {
      const { NamePrefix: prefix, EventSourceArn: source, State: state } = request;
      oneFilter("ListArchives", [prefix, source, state]);
      if (source !== undefined) buses.describeEventBus(source);
      const wanted = archives.all
        .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
        .filter(({ sourceArn }) => source === undefined || sourceArn === source)
        .filter((archive) => state === undefined || state === stateOf(archive).State);
      const { items, nextToken } = pageOf(byName(wanted), pageIn(request));
      return { Archives: items.map((archive) => listed(archive, archives)), NextToken: nextToken };
    }),
    DeleteArchive: operation(oneArchive, async ({ ArchiveName }) => {
      await archives.delete(ArchiveName);
      return {};
    }),
  };
}

export function replayOperations({ replays, buses }: ArchiveParts): Record<string, Operation> {
  return {
    StartReplay: operation(startReplay, (request) => {
      const { Destination: destination } = request;
      if (!/^arn:aws[a-z-]*:events:[^:]*:\d*:event-bus\/.+/.test(destination.Arn))
        throw new ServiceError(
          "ValidationException",
          "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
        );
      const replay = replays.create({
        name: request.ReplayName,
        archiveArn: request.EventSourceArn,
        destinationArn: buses.describeEventBus(destination.Arn).arn,
        from: request.EventStartTime,
        to: request.EventEndTime,
        ...given("description", request.Description),
        ...given("filterArns", destination.FilterArns?.length === 0 ? undefined : destination.FilterArns),
      });
      return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: new Date(replay.startedAt) };
    }),
    DescribeReplay: operation(oneReplay, ({ ReplayName }) => {
      const replay = replays.get(ReplayName);
      return {
        ...listedReplay(replay),
        ReplayArn: replay.arn,
        Description: replay.description,
        Destination: { Arn: replay.destinationArn, FilterArns: replay.filterArns },
      };
    }),
    ListReplays: operation(listReplays, (request) => {
      const { NamePrefix: prefix, EventSourceArn: source, State: state } = request;
      oneFilter("ListReplays", [prefix, source, state]);
      const wanted = replays.all
        .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
        .filter(({ archiveArn }) => source === undefined || archiveArn === source)
        .filter((replay) => state === undefined || replay.state === state);
      const { items, nextToken } = pageOf(byName(wanted), pageIn(request));
      return { Replays: items.map(listedReplay), NextToken: nextToken };
    }),
    CancelReplay: operation(oneReplay, ({ ReplayName }) => {
      const { arn, state, reason } = replays.cancel(ReplayName);
      return { ReplayArn: arn, State: state, StateReason: reason };
    }),
  };
}

/** A text that is empty takes away what there is. */
function settingsIn(request: {
  readonly Description: string | undefined;
  readonly EventPattern: string | undefined;
  readonly RetentionDays: number | undefined;
  readonly KmsKeyIdentifier: string | undefined;
}): Partial<ArchiveDefinition> {
  return {
    ...given("description", request.Description),
    ...given("eventPattern", request.EventPattern),
    ...given("retentionDays", request.RetentionDays),
    ...given("kmsKey", request.KmsKeyIdentifier),
  };
}

function changed(archive: Archive): WireObject {
  const { arn, createdAt } = archive;
  return { ArchiveArn: arn, State: stateOf(archive).State, CreationTime: new Date(createdAt) };
}

function stateOf(archive: Archive): { readonly State: string; readonly StateReason?: string } {
  if (isEnabled(archive)) return { State: "ENABLED" };
  return { State: "DISABLED", StateReason: "Managed rule for the archive was forcefully deleted." };
}

function listed(archive: Archive, archives: Archives): WireObject {
  const { count, bytes } = archives.size(archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.sourceArn,
    ...stateOf(archive),
    RetentionDays: archive.retentionDays,
    SizeBytes: bytes,
    EventCount: count,
    CreationTime: new Date(archive.createdAt),
  };
}

function listedReplay(replay: Replay): WireObject {
  const { lastEventAt, endedAt } = replay;
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    StateReason: replay.reason,
    EventStartTime: new Date(replay.from),
    EventEndTime: new Date(replay.to),
    EventLastReplayedTime: lastEventAt === undefined ? undefined : new Date(lastEventAt),
    ReplayStartTime: new Date(replay.startedAt),
    ReplayEndTime: endedAt === undefined ? undefined : new Date(endedAt),
  };
}

/** Throws ValidationException. */
function oneFilter(list: string, filters: readonly (string | undefined)[]): void {
  if (filters.filter((each) => each !== undefined).length <= 1) return;
  throw new ServiceError(
    "ValidationException",
    `At most one filter is allowed for ${list}. Use either : State, EventSourceArn, or NamePrefix.`,
  );
}

function byName<Named extends { readonly name: string }>(all: readonly Named[]): readonly Named[] {
  return all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function pageIn({
  Limit,
  NextToken,
}: {
  readonly Limit: number | undefined;
  readonly NextToken: string | undefined;
}) {
  return { limit: Limit, nextToken: NextToken };
}
