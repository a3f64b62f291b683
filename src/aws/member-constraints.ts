// AWS's constraints on members, and its wording when they are broken: all of a request's problems in one ValidationException.

import { ServiceError } from "./service-error.ts";

export class MemberConstraints {
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

  throwIfBroken(): void {
    const count = this.#broken.length;
    if (count === 0) return;
    const heading = `${count} validation error${count === 1 ? "" : "s"} detected: `;
    throw new ServiceError("ValidationException", heading + this.#broken.join("; "));
  }

  protected broken(member: string, shown: string, constraint: string): this {
    return this.#check(false, member, shown, constraint);
  }

  #check(holds: boolean, member: string, value: unknown, constraint: string): this {
    const shown = value === undefined || value === null ? "null" : `'${value}'`;
    if (!holds)
      this.#broken.push(`Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`);
    return this;
  }
}
