// What Kinesis asks of members beside what every service does.

import { MemberConstraints } from "../../aws/member-constraints.ts";
import { ServiceError } from "../../aws/service-error.ts";

const namePattern = /^[a-zA-Z0-9_.-]+$/;

export class Constraints extends MemberConstraints {
  /** The name of a stream or the id of a shard. */
  name(member: string, value: string | undefined): this {
    return this.matches(member, value, namePattern).length(member, value, { least: 1, most: 128 });
  }

  /** The start or the end of a range of hash keys, or the one that a record is put by. */
  hashKey(member: string, value: string): this {
    return this.matches(member, value, /^(?:0|([1-9]\d{0,38}))$/, "0|([1-9]\\d{0,38})");
  }

  sequenceNumber(member: string, value: string | undefined): this {
    return this.matches(member, value, /^(?:0|([1-9]\d{0,128}))$/, "0|([1-9]\\d{0,128})");
  }
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}
