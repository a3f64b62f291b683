/** A policy document that says what no policy can say; the message says what, and where. */
export class PolicySyntaxError extends Error {
  override readonly name = "PolicySyntaxError";
}
