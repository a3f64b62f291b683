// Platform applications, their endpoints and what is set for text messages, on the wire.

import { optionalString, optionalStringList } from "../../../aws/wire/members.ts";
import { namedTexts } from "../../../aws/wire/named-values.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { page } from "../api/pages.ts";
import { required } from "../api/required-member.ts";
import type { Mobile } from "./mobile.ts";
import { sandboxOperations } from "./sandbox-api.ts";
import { checkPhoneNumber } from "./sms-settings.ts";

export function mobileOperations(mobile: Mobile): Record<string, Operation> {
  return {
    ...{ ...platformOperations(mobile), ...endpointOperations(mobile) },
    ...{ ...smsOperations(mobile), ...sandboxOperations(mobile) },
  };
}

function platformOperations(mobile: Mobile): Record<string, Operation> {
  const arnOf = (request: WireObject) => required(request, "PlatformApplicationArn");
  return {
    async CreatePlatformApplication(request) {
      const { arn } = mobile.platforms.create(
        required(request, "Name"),
        required(request, "Platform"),
        attributesOf(request),
      );
      await mobile.committed();
      return { PlatformApplicationArn: arn };
    },
    GetPlatformApplicationAttributes: (request) => ({
      Attributes: textsOf(mobile.platforms.attributesOf(arnOf(request))),
    }),
    async SetPlatformApplicationAttributes(request) {
      mobile.platforms.setAttributes(arnOf(request), attributesOf(request));
      await mobile.committed();
      return {};
    },
    ListPlatformApplications(request) {
      const { found, NextToken } = page(
        mobile.platforms.applications(),
        ({ arn }) => arn,
        optionalString(request, "NextToken"),
      );
      const PlatformApplications = found.map(({ arn }) => ({
        PlatformApplicationArn: arn,
        Attributes: textsOf(mobile.platforms.attributesOf(arn)),
      }));
      return { PlatformApplications, NextToken };
    },
    async DeletePlatformApplication(request) {
      mobile.platforms.delete(arnOf(request));
      await mobile.committed();
      return {};
    },
  };
}

function endpointOperations(mobile: Mobile): Record<string, Operation> {
  const arnOf = (request: WireObject) => required(request, "EndpointArn");
  return {
    async CreatePlatformEndpoint(request) {
      const data = optionalString(request, "CustomUserData");
      const { arn } = mobile.platforms.createEndpoint(
        required(request, "PlatformApplicationArn"),
        required(request, "Token"),
        { ...attributesOf(request), ...(data === undefined ? {} : { CustomUserData: data }) },
      );
      await mobile.committed();
      return { EndpointArn: arn };
    },
    GetEndpointAttributes: (request) => ({
      Attributes: textsOf(mobile.platforms.endpoint(arnOf(request)).attributes),
    }),
    async SetEndpointAttributes(request) {
      mobile.platforms.setEndpointAttributes(arnOf(request), attributesOf(request));
      await mobile.committed();
      return {};
    },
    ListEndpointsByPlatformApplication(request) {
      const { found, NextToken } = page(
        mobile.platforms.endpointsOf(required(request, "PlatformApplicationArn")),
        ({ arn }) => arn,
        optionalString(request, "NextToken"),
      );
      const Endpoints = found.map(({ arn, attributes }) => ({
        EndpointArn: arn,
        Attributes: textsOf(attributes),
      }));
      return { Endpoints, NextToken };
    },
    async DeleteEndpoint(request) {
      mobile.platforms.deleteEndpoint(arnOf(request));
      await mobile.committed();
      return {};
    },
  };
}

function smsOperations(mobile: Mobile): Record<string, Operation> {
  const checkedNumber = (request: WireObject) => checkPhoneNumber(required(request, "phoneNumber"));
  return {
    async SetSMSAttributes(request) {
      mobile.sms.set(namedTexts(request, "attributes") ?? new Map());
      await mobile.committed();
      return {};
    },
    GetSMSAttributes: (request) => ({
      attributes: mobile.sms.get(optionalStringList(request, "attributes")),
    }),
    // Nothing is sent, so nobody has asked for it to end.
    CheckIfPhoneNumberIsOptedOut(request) {
      checkedNumber(request);
      return { isOptedOut: false };
    },
    ListPhoneNumbersOptedOut: () => ({ phoneNumbers: [] }),
    OptInPhoneNumber(request) {
      checkedNumber(request);
      return {};
    },
  };
}

function attributesOf(request: WireObject): Readonly<Record<string, string>> {
  return Object.fromEntries(namedTexts(request, "Attributes") ?? []);
}

function textsOf(texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts));
}
