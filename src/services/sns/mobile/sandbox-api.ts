// The SMS sandbox, and the numbers that texts come from, on the wire.

import { optionalInteger, optionalString } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import { page } from "../api/pages.ts";
import { required } from "../api/required-member.ts";
import type { Mobile } from "./mobile.ts";
import { checkPhoneNumber } from "./sms-settings.ts";

const languages = [
  ...["en-US", "en-GB", "es-419", "es-ES", "de-DE", "fr-CA", "fr-FR"],
  ...["it-IT", "ja-JP", "pt-BR", "kr-KR", "zh-CN", "zh-TW"],
];

export function sandboxOperations(mobile: Mobile): Record<string, Operation> {
  return {
    GetSMSSandboxAccountStatus: () => ({ IsInSandbox: true }),
    async CreateSMSSandboxPhoneNumber(request) {
      const number = phoneNumberIn(request);
      const language = optionalString(request, "LanguageCode");
      if (language !== undefined && !languages.includes(language))
        throw invalidParameter(`LanguageCode Reason: expected one of ${languages.join(", ")}`);
      mobile.sandbox.add(number);
      await mobile.committed();
      return {};
    },
    async VerifySMSSandboxPhoneNumber(request) {
      const number = phoneNumberIn(request);
      const password = required(request, "OneTimePassword");
      if (!/^[0-9]{5,8}$/.test(password))
        throw invalidParameter("OneTimePassword Reason: expected 5 to 8 digits");
      mobile.sandbox.verify(number, password);
      await mobile.committed();
      return {};
    },
    async DeleteSMSSandboxPhoneNumber(request) {
      mobile.sandbox.remove(phoneNumberIn(request));
      await mobile.committed();
      return {};
    },
    ListSMSSandboxPhoneNumbers(request) {
      const size = sizeIn(request, 100);
      const token = optionalString(request, "NextToken");
      const { found, NextToken } = page(mobile.sandbox.all(), ({ phoneNumber }) => phoneNumber, token, size);
      const PhoneNumbers = found.map(({ phoneNumber, status }) => ({
        PhoneNumber: phoneNumber,
        Status: status,
      }));
      return { PhoneNumbers, NextToken };
    },
    // Nobody can buy one here.
    ListOriginationNumbers(request) {
      sizeIn(request, 30);
      const { NextToken } = page([], String, optionalString(request, "NextToken"));
      return { PhoneNumbers: [], NextToken };
    },
  };
}

function phoneNumberIn(request: WireObject): string {
  const number = required(request, "PhoneNumber");
  checkPhoneNumber(number);
  return number;
}

/** Throws InvalidParameter. */
function sizeIn(request: WireObject, most: number): number {
  const size = optionalInteger(request, "MaxResults") ?? most;
  if (size >= 1 && size <= most) return size;
  throw invalidParameter(`MaxResults Reason: must be between 1 and ${most}`);
}
