// What IoT logs, on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_SetV2LoggingOptions.html

import { ServiceError } from "../../../aws/service-error.ts";
import { present } from "../../../aws/wire/given.ts";
import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { type LoggingOptions, logLevels, type TargetLevel, targetTypes } from "../logs/iot-logs.ts";
import { invalidRequest } from "../refusals.ts";
import { paged, pagedQuery, pageOf } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const logLevel = oneOf(...logLevels);
const targetType = oneOf(...targetTypes);
const options = { path: "/v2LoggingOptions" };
const levels = { path: "/v2LoggingLevel" };
const former = { path: "/loggingOptions" };

export function loggingOperations({ logs }: Iot): RestOperations {
  /** Throws NotConfiguredException. */
  const given = (): LoggingOptions => {
    if (logs.options !== undefined) return logs.options;
    throw new ServiceError("NotConfiguredException", "The logging options are not configured.", {
      status: 404,
    });
  };
  return {
    SetV2LoggingOptions: restOperation(
      structure({
        ...{
          roleArn: optional(text()),
          defaultLogLevel: optional(logLevel),
          disableAllLogs: optional(flag()),
        },
      }),
      { ...options, method: "POST" },
      (request) => {
        logs.setOptions(request);
        return {};
      },
    ),
    GetV2LoggingOptions: restOperation(structure({}), { ...options, method: "GET" }, () =>
      present({ ...given() }),
    ),
    SetV2LoggingLevel: restOperation(
      structure({
        logTarget: required(structure({ targetType: required(targetType), targetName: optional(text()) })),
        logLevel: required(logLevel),
      }),
      { ...levels, method: "POST" },
      ({ logTarget: { targetType, targetName }, logLevel }) => {
        given();
        if ((targetType === "DEFAULT") !== (targetName === undefined))
          throw invalidRequest("A target has a name, unless it is the default");
        logs.setLevel({ targetType, targetName: targetName ?? "", logLevel });
        return {};
      },
    ),
    ListV2LoggingLevels: restOperation(
      structure({ ...paged, targetType: optional(targetType) }),
      { ...levels, method: "GET", query: { ...pagedQuery, targetType: "text" } },
      ({ targetType, nextToken, maxResults }) => {
        given();
        const keyOf = (level: TargetLevel) => `${level.targetType}/${level.targetName}`;
        const of = logs.levels(targetType);
        const { items, next } = pageOf({ of, keyOf, token: nextToken, limit: maxResults });
        const logTargetConfigurations = items.map(({ targetType, targetName, logLevel }) => ({
          logTarget: targetName === "" ? { targetType } : { targetType, targetName },
          logLevel,
        }));
        return present({ logTargetConfigurations, nextToken: next });
      },
    ),
    DeleteV2LoggingLevel: restOperation(
      structure({ targetType: required(targetType), targetName: required(text()) }),
      { ...levels, method: "DELETE", query: { targetType: "text", targetName: "text" } },
      ({ targetType, targetName }) => {
        logs.deleteLevel(targetType, targetName);
        return {};
      },
    ),
    SetLoggingOptions: restOperation(
      structure({
        loggingOptionsPayload: required(
          structure({ roleArn: required(text()), logLevel: optional(logLevel) }),
        ),
      }),
      { ...former, method: "POST", payload: { member: "loggingOptionsPayload", as: "json" } },
      ({ loggingOptionsPayload: { roleArn, logLevel } }) => {
        logs.setOptions({ roleArn, defaultLogLevel: logLevel });
        return {};
      },
    ),
    GetLoggingOptions: restOperation(structure({}), { ...former, method: "GET" }, () => {
      const { roleArn, defaultLogLevel } = given();
      return present({ roleArn, logLevel: defaultLogLevel });
    }),
  };
}
