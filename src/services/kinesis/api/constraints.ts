// What Kinesis asks of members, in AWS's words: all of a request's problems in one ValidationException.

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

export class Constraints {
  readonly #broken: string[] = [];

  required(member: string, value: unknown): this {
    return this.#check(value !== undefined && value !== null, member, value, "Member must not be null");
  }

  /** `pattern` stands between `^` and `$`, which AWS doesn't show. */
  matches(
    member: string,
    value: string | undefined,
    pattern: RegExp,
    shown = pattern.source.slice(1, -1).replaceAll("\\/", "/"),
  ): this {
    if (value === undefined) return this;
    return this.#check(
      pattern.test(value),
      member,
      value,
      `Member must satisfy regular expression pattern: ${shown}`,
    );
  }

  length(
    member: string,
    value: string | undefined,
    bounds: { readonly least: number; readonly most: number },
  ): this {
    if (value === undefined) return this;
    const { least, most } = bounds;
    this.#check(
      value.length >= least,
      member,
      value,
      `Member must have length greater than or equal to ${least}`,
    );
    return this.#check(
      value.length <= most,
      member,
      value,
      `Member must have length less than or equal to ${most}`,
    );
  }

  /** Of a list or a map. */
  notEmpty(member: string, value: object | undefined): this {
    if (value === undefined) return this;
    const shown = Array.isArray(value) ? "[]" : "{}";
    const constraint = "Member must have length greater than or equal to 1";
    return this.#check(Object.keys(value).length > 0, member, shown, constraint);
  }

  /** Of a list, which is shown as it was given. */
  count(
    member: string,
    values: readonly string[] | undefined,
    { least, most }: { readonly least: number; readonly most: number },
  ): this {
    if (values === undefined) return this;
    const shown = `[${values.join(", ")}]`;
    this.#check(
      values.length >= least,
      member,
      shown,
      `Member must have length greater than or equal to ${least}`,
    );
    return this.#check(
      values.length <= most,
      member,
      shown,
      `Member must have length less than or equal to ${most}`,
    );
  }

  range(
    member: string,
    value: number | undefined,
    bounds: { readonly least: number; readonly most: number },
  ): this {
    if (value === undefined) return this;
    const { least, most } = bounds;
    this.#check(value >= least, member, value, `Member must have value greater than or equal to ${least}`);
    return this.#check(value <= most, member, value, `Member must have value less than or equal to ${most}`);
  }

  oneOf(member: string, value: string | undefined, allowed: readonly string[]): this {
    if (value === undefined) return this;
    const set = `Member must satisfy enum value set: [${allowed.join(", ")}]`;
    return this.#check(allowed.includes(value), member, value, set);
  }

  /** AWS does not repeat bytes. */
  blob(member: string, bytes: number, most: number): this {
    if (bytes > most)
      this.#broken.push(
        `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
      );
    return this;
  }

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
    return this.#check(false, member, `[${values.join(", ")}]`, `Member must satisfy constraint: [${told}]`);
  }

  /** Of a map: as of a list, of its keys and of its values. */
  tags(member: string, tags: Readonly<Record<string, string>>): this {
    const entries = Object.entries(tags);
    const shown = `{${entries.map(([key, value]) => `${key}=${value}`).join(", ")}}`;
    if (!entries.every(([key]) => tagKey.holds(key)))
      this.#check(false, member, shown, `Map keys must satisfy constraint: [${tagKey.told}]`);
    if (!entries.every(([, value]) => tagValue.holds(value)))
      this.#check(false, member, shown, `Map value must satisfy constraint: [${tagValue.told}]`);
    return this;
  }

  sequenceNumber(member: string, value: string | undefined): this {
    return this.matches(member, value, /^(?:0|([1-9]\d{0,128}))$/, "0|([1-9]\\d{0,128})");
  }

  throwIfBroken(): void {
    const count = this.#broken.length;
    if (count === 0) return;
    const heading = `${count} validation error${count === 1 ? "" : "s"} detected: `;
    throw new ServiceError("ValidationException", heading + this.#broken.join("; "));
  }

  #check(holds: boolean, member: string, value: unknown, constraint: string): this {
    const shown = value === undefined || value === null ? "null" : `'${value}'`;
    if (!holds)
      this.#broken.push(`Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`);
    return this;
  }
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}
