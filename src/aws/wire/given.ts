// Members that may be absent.

/** A member only if it has a value, as `exactOptionalPropertyTypes` wants it. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

/** The members that have a value. */
export function present<Of extends object>(
  members: Of,
): { readonly [Name in keyof Of]?: Exclude<Of[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof Of]?: Exclude<Of[Name], undefined>;
  };
}
