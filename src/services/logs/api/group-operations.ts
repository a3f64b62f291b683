// Log groups on the wire: their class, retention, key and protection.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { nameIn } from "../group-name.ts";
import type { LogGroup } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import { invalid } from "../refusals.ts";
import {
  groupName,
  groupNameOf,
  identifier,
  logsOperation,
  nextToken,
  pageLimit,
  pageOf,
  tags,
} from "./shapes.ts";

const retentions = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

const logGroupClass = oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY");
const named = structure({ logGroupName: required(groupName) });
const create = structure({
  logGroupName: required(groupName),
  kmsKeyId: optional(text({ max: 256 })),
  tags: optional(tags),
  logGroupClass: optional(logGroupClass),
  deletionProtectionEnabled: optional(flag()),
});
const linked = {
  accountIdentifiers: optional(listOf(text({ min: 12, max: 12, pattern: "^\\d{12}$" }), { max: 20 })),
  includeLinkedAccounts: optional(flag()),
};
const describe = structure({
  ...linked,
  logGroupNamePrefix: optional(groupName),
  logGroupNamePattern: optional(text({ max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]*" })),
  logGroupClass: optional(logGroupClass),
  logGroupIdentifiers: optional(listOf(identifier, { min: 1, max: 50 })),
  nextToken,
  limit: pageLimit,
});
const list = structure({
  ...linked,
  logGroupNamePattern: optional(text({ min: 3, max: 129, pattern: "\\^?[\\.\\-_/#A-Za-z0-9]+" })),
  logGroupClass: optional(logGroupClass),
  nextToken,
  limit: optional(integer({ min: 1, max: 1000 })),
});
const retention = structure({ logGroupName: required(groupName), retentionInDays: required(integer()) });
const key = structure({
  logGroupName: optional(groupName),
  resourceIdentifier: optional(text({ min: 1, max: 2048, pattern: "[\\w+=/:,.@\\-\\*]*" })),
  kmsKeyId: optional(text({ max: 256 })),
});
const protection = structure({
  logGroupIdentifier: required(identifier),
  deletionProtectionEnabled: required(flag()),
});
const bearerTokens = structure({
  logGroupIdentifier: required(identifier),
  bearerTokenAuthenticationEnabled: required(flag()),
});
const withProtection = (group: WireObject): WireObject => ({
  ...group,
  deletionProtectionEnabled: group.deletionProtectionEnabled ?? false,
});

/** `metricFilterCount` tells how many filters a group has. */
export function groupOperations(
  logs: Logs,
  metricFilterCount: (logGroupName: string) => number,
): Record<string, Operation> {
  const fromGroup = (group: LogGroup): WireObject => {
    const groupArn = logs.arnOf(group.logGroupName);
    const { logGroupClass, deletionProtectionEnabled, kmsKeyId } = group.record;
    const { bearerTokenAuthenticationEnabled } = group.record;
    return {
      logGroupName: group.logGroupName,
      creationTime: group.createdAt,
      retentionInDays: group.retentionInDays,
      metricFilterCount: metricFilterCount(group.logGroupName),
      arn: `${groupArn}:*`,
      logGroupArn: groupArn,
      logGroupClass,
      storedBytes: group.storedBytes,
      kmsKeyId,
      deletionProtectionEnabled,
      bearerTokenAuthenticationEnabled,
    };
  };
  return {
    CreateLogGroup: logsOperation(create, ({ logGroupName, ...settings }) => {
      logs.createLogGroup(logGroupName, {
        ...settings,
        tags: settings.tags ?? {},
        logGroupClass: settings.logGroupClass ?? "STANDARD",
      });
      return {};
    }),
    DeleteLogGroup: logsOperation(named, ({ logGroupName }) => {
      logs.deleteLogGroup(logGroupName);
      return {};
    }),
    DescribeLogGroups: logsOperation(describe, (request) => {
      const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers } = request;
      if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined)
        throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
      const pattern = logGroupNamePattern?.toLowerCase() ?? "";
      const names = logGroupIdentifiers === undefined ? undefined : new Set(logGroupIdentifiers.map(nameIn));
      const found = logs
        .describeLogGroups(logGroupNamePrefix)
        .filter(
          (group) =>
            group.logGroupName.toLowerCase().includes(pattern) &&
            (names === undefined || names.has(group.logGroupName)) &&
            (request.logGroupClass === undefined || group.record.logGroupClass === request.logGroupClass),
        );
      const page = pageOf(found, (group) => group.logGroupName, request);
      const logGroups = page.items.map(fromGroup);
      // AWS tells those that it finds by a pattern only if they are protected.
      const isTold = logGroupNamePattern === undefined;
      return {
        logGroups: isTold ? logGroups.map(withProtection) : logGroups,
        nextToken: page.nextToken,
      };
    }),
    ListLogGroups: logsOperation(list, (request) => {
      const { logGroupNamePattern: pattern = "" } = request;
      const found = logs
        .describeLogGroups()
        .filter(
          ({ logGroupName, record }) =>
            (pattern.startsWith("^")
              ? logGroupName.startsWith(pattern.slice(1))
              : logGroupName.includes(pattern)) &&
            (request.logGroupClass === undefined || record.logGroupClass === request.logGroupClass),
        );
      const page = pageOf(found, (group) => group.logGroupName, request);
      const logGroups = page.items.map(({ logGroupName, record }) => ({
        logGroupName,
        logGroupArn: logs.arnOf(logGroupName),
        logGroupClass: record.logGroupClass,
      }));
      return { logGroups, nextToken: page.nextToken };
    }),
    PutRetentionPolicy: logsOperation(retention, ({ logGroupName, retentionInDays }) => {
      if (!retentions.includes(retentionInDays))
        throw invalid(
          `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(", ")}]`,
        );
      logs.putRetentionPolicy(logGroupName, retentionInDays);
      return {};
    }),
    DeleteRetentionPolicy: logsOperation(named, ({ logGroupName }) => {
      logs.putRetentionPolicy(logGroupName, undefined);
      return {};
    }),
    AssociateKmsKey: logsOperation(key, (request) => {
      logs.settleLogGroup(keyedGroup(request), { kmsKeyId: request.kmsKeyId });
      return {};
    }),
    DisassociateKmsKey: logsOperation(key, (request) => {
      logs.settleLogGroup(keyedGroup(request), { kmsKeyId: undefined });
      return {};
    }),
    PutLogGroupDeletionProtection: logsOperation(protection, (request) => {
      const { deletionProtectionEnabled } = request;
      logs.settleLogGroup(groupNameOf(request), { deletionProtectionEnabled });
      return {};
    }),
    PutBearerTokenAuthentication: logsOperation(bearerTokens, (request) => {
      const { bearerTokenAuthenticationEnabled } = request;
      logs.settleLogGroup(groupNameOf(request), { bearerTokenAuthenticationEnabled });
      return {};
    }),
  };
}

function keyedGroup({
  logGroupName,
  resourceIdentifier,
}: {
  readonly logGroupName?: string | undefined;
  readonly resourceIdentifier?: string | undefined;
}): string {
  return groupNameOf({ logGroupName, logGroupIdentifier: resourceIdentifier });
}
