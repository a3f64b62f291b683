// What is set for text messages, which is kept and told: nothing is sent to a telephone.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

const names = new Set([
  "DefaultSMSType",
  "DefaultSenderID",
  "DeliveryStatusIAMRole",
  "DeliveryStatusSuccessSamplingRate",
  "MonthlySpendLimit",
  "UsageReportS3Bucket",
]);
const senderId = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/;

export class SmsSettings {
  readonly #attributes: Records<string>;

  constructor(book: RecordBook) {
    this.#attributes = book.records("sms attributes");
  }

  /** Throws InvalidParameter. */
  set(given: ReadonlyMap<string, string>): void {
    for (const [name, value] of given) check(name, value);
    for (const [name, value] of given) this.#attributes.put(name, value);
  }

  /** All of them, unless some are asked for. */
  get(asked: readonly string[] = []): ReadonlyMap<string, string> {
    const found = [...names].flatMap((name) => {
      const value = this.#attributes.get(name);
      return value === undefined || (asked.length > 0 && !asked.includes(name))
        ? []
        : [[name, value] as const];
    });
    return new Map(found);
  }
}

/** Throws InvalidParameter unless it is a number in E.164. */
export function checkPhoneNumber(number: string): void {
  if (!/^\+?[0-9]{5,15}$/.test(number))
    throw invalidParameter("PhoneNumber Reason: input incorrectly formatted");
}

function check(name: string, value: string): void {
  const refuse = (message: string) => new ServiceError("InvalidParameter", message);
  if (!names.has(name)) throw refuse(`${name} is not a valid attribute`);
  if (name === "DefaultSenderID" && !senderId.test(value)) throw refuse(`${name} is not a valid attribute`);
  if (name === "DefaultSMSType" && value !== "Promotional" && value !== "Transactional")
    throw refuse(`${name} is invalid`);
}
