// Tags whose keys begin with `aws:` are AWS's own: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html

const told = "aws: prefixed tag key names are not allowed for external use.";

/** What most services say of such a key, or undefined where none is among these. */
export function reservedTagProblem(keys: readonly string[]): string | undefined {
  return keys.some((key) => /^aws:/i.test(key)) ? told : undefined;
}
