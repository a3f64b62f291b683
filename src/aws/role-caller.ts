// In which role a call is made.

/** A role that somebody calls in. */
export interface RoleCaller {
  readonly roleArn: string;
  readonly sessionName: string;
  /** The service that has assumed it, such as `states.amazonaws.com`, and for what; undefined for who has keys of the role's. */
  readonly via?: { readonly service: string; readonly sourceArn: string } | undefined;
  /** The services that hand its requests on in its own name, first to last, such as `cloudformation.amazonaws.com`. */
  readonly calledVia?: readonly string[] | undefined;
  /** What the session may have at most, as JSON texts; undefined if it was made without. */
  readonly sessionPolicies?: readonly string[] | undefined;
  /** By their keys: before those of the role. */
  readonly sessionTags?: Readonly<Record<string, string>> | undefined;
  readonly sourceIdentity?: string | undefined;
}
