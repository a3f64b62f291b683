// The tags of a resource by their keys. https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html

export type Tags = Readonly<Record<string, string>>;

/** A type that is JSON, as an interface is not. */
export type Tag = { readonly Key: string; readonly Value: string };

export function tagList(tags: Tags): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

const told = "aws: prefixed tag key names are not allowed for external use.";

/** Keys that begin with `aws:` are AWS's own: what most services say of one, or undefined where none is among these. */
export function reservedTagProblem(keys: readonly string[]): string | undefined {
  return keys.some((key) => /^aws:/i.test(key)) ? told : undefined;
}

/** The tags of a request's list. Throws what `refuse` makes of a problem, for one of AWS's own. */
export function tagRecord(
  tags: readonly { readonly Key: string; readonly Value?: string | undefined }[],
  refuse: (problem: string) => Error,
): Tags {
  const problem = reservedTagProblem(tags.map(({ Key }) => Key));
  if (problem !== undefined) throw refuse(problem);
  return Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key, Value]));
}
