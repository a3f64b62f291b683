// How a group is named by whoever asks about it.

/** The name of a group in its ARN, or what is no ARN as it is. */
export function nameIn(given: string): string {
  return given.replace(/^arn:.*:log-group:/, "").replace(/:\*$/, "");
}
