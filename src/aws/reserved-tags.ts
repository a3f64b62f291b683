// Tags whose keys begin with `aws:` are AWS's own: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html

const told = "aws: prefixed tag key names are not allowed for external use.";

/** What most services say of such a key, or undefined where none is among these. */
export function reservedTagProblem(keys: readonly string[]): string | undefined {
  return keys.some((key) => /^aws:/i.test(key)) ? told : undefined;
}

/** The tags of a request's list. Throws what `refuse` makes of a problem, for one of AWS's own. */
export function tagRecord(
  tags: readonly { readonly Key: string; readonly Value?: string | undefined }[],
  refuse: (problem: string) => Error,
): Readonly<Record<string, string>> {
  const problem = reservedTagProblem(tags.map(({ Key }) => Key));
  if (problem !== undefined) throw refuse(problem);
  return Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key, Value]));
}
