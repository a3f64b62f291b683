// Composite alarms: from the wire's member names to the parts' own, and back.

import { given } from "../../../aws/wire/given.ts";
import {
  optionalBoolean,
  optionalInteger,
  optionalString,
  optionalStringList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { CompositeConfiguration } from "../alarms/check-composite.ts";
import type { CompositeAlarm } from "../alarms/composite-alarms.ts";
import { suppressedReason } from "../alarms/suppression.ts";

export function toComposite(request: WireObject): CompositeConfiguration {
  return {
    alarmName: requiredString(request, "AlarmName"),
    alarmRule: requiredString(request, "AlarmRule"),
    ...given("alarmDescription", optionalString(request, "AlarmDescription")),
    ...given("actionsEnabled", optionalBoolean(request, "ActionsEnabled")),
    ...given("okActions", optionalStringList(request, "OKActions")),
    ...given("alarmActions", optionalStringList(request, "AlarmActions")),
    ...given("insufficientDataActions", optionalStringList(request, "InsufficientDataActions")),
    ...given("actionsSuppressor", optionalString(request, "ActionsSuppressor")),
    ...given("suppressorWaitSeconds", optionalInteger(request, "ActionsSuppressorWaitPeriod")),
    ...given("suppressorExtensionSeconds", optionalInteger(request, "ActionsSuppressorExtensionPeriod")),
  };
}

export function fromComposite(alarm: CompositeAlarm): WireObject {
  const { configuration, suppression } = alarm;
  return {
    ActionsEnabled: configuration.actionsEnabled ?? true,
    AlarmActions: configuration.alarmActions ?? [],
    AlarmArn: alarm.alarmArn,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    AlarmDescription: configuration.alarmDescription,
    AlarmName: configuration.alarmName,
    AlarmRule: configuration.alarmRule,
    InsufficientDataActions: configuration.insufficientDataActions ?? [],
    OKActions: configuration.okActions ?? [],
    StateReason: alarm.stateReason,
    StateReasonData: alarm.stateReasonData,
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedAt),
    StateValue: alarm.state,
    StateTransitionedTimestamp: new Date(alarm.stateTransitionedAt),
    ActionsSuppressedBy: suppression?.by,
    ActionsSuppressedReason: suppression === undefined ? undefined : suppressedReason(suppression),
    ActionsSuppressor: configuration.actionsSuppressor,
    ActionsSuppressorWaitPeriod: configuration.suppressorWaitSeconds,
    ActionsSuppressorExtensionPeriod: configuration.suppressorExtensionSeconds,
  };
}
