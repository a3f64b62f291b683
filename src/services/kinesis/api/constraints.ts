// What Kinesis asks of members beside what every service does.

import { MemberConstraints } from "../../../aws/member-constraints.ts";
import { ServiceError } from "../../../aws/service-error.ts";

const namePattern = /^[a-zA-Z0-9_.-]+$/;

interface EachText {
  holds(text: string): boolean;
  readonly told: string;
}

const lengthBetween = (least: number, most: number): EachText => ({
  holds: ({ length }) => length >= least && length <= most,
  told: `Member must have length less than or equal to ${most}, Member must have length greater than or equal to ${least}`,
});

export const tagKey = lengthBetween(1, 128);
const tagValue = lengthBetween(0, 256);

export class Constraints extends MemberConstraints {
  /** The name of a stream or the id of a shard. */
  name(member: string, value: string | undefined): this {
    return this.matches(member, value, namePattern).length(member, value, { least: 1, most: 128 });
  }

  /** The start or the end of a range of hash keys, or the one that a record is put by. */
  hashKey(member: string, value: string): this {
    return this.matches(member, value, /^(?:0|([1-9]\d{0,38}))$/, "0|([1-9]\\d{0,38})");
  }

  /** Of a list: what each of its texts must be is told of the list as a whole. */
  each(member: string, values: readonly string[], { holds, told }: EachText): this {
    if (values.every(holds)) return this;
    return this.broken(member, `[${values.join(", ")}]`, `Member must satisfy constraint: [${told}]`);
  }

  /** Of a map: as of a list, of its keys and of its values. */
  tags(member: string, tags: Readonly<Record<string, string>>): this {
    const entries = Object.entries(tags);
    const shown = `{${entries.map(([key, value]) => `${key}=${value}`).join(", ")}}`;
    if (!entries.every(([key]) => tagKey.holds(key)))
      this.broken(member, shown, `Map keys must satisfy constraint: [${tagKey.told}]`);
    if (!entries.every(([, value]) => tagValue.holds(value)))
      this.broken(member, shown, `Map value must satisfy constraint: [${tagValue.told}]`);
    return this;
  }

  sequenceNumber(member: string, value: string | undefined): this {
    return this.matches(member, value, /^(?:0|([1-9]\d{0,128}))$/, "0|([1-9]\\d{0,128})");
  }
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}
