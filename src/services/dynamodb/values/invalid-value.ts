// What is wrong with an attribute value. AWS checks the values of a request in one of two ways, depending on the operation, which say
// some of it differently: the message is the older one's.

import { ServiceError } from "../../../aws/service-error.ts";

export class InvalidValue extends ServiceError {
  /** What operations say whose requests are checked in the newer way. */
  readonly newer: string;

  constructor(message: string, newer = message) {
    super("ValidationException", message, { namespace: "com.amazon.coral.validate" });
    this.newer = newer;
  }
}

/** The message follows the words with which most refusals of values begin. */
export const invalidContent = (detail: string, newer = detail): InvalidValue =>
  new InvalidValue(`${beginning}${detail}`, `${beginning}${newer}`);

const beginning = "One or more parameter values were invalid: ";
