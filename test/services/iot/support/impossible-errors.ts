// The errors that AWS documents for IoT's control plane and that cannot come about on one machine, with why.

const noQuota = "Nothing holds a user to quotas of the whole account.";
const goneAlready = "What is not there is as good as gone, as AWS has it.";

/** Of any operation, or of one. */
export const impossible: Readonly<Record<string, string>> = {
  ConflictingResourceUpdateException: "Calls are done one after the other.",
  InternalException: "A fault of the region.",
  InternalFailureException: "A fault of the region.",
  ServiceUnavailableException: "A fault of the region.",
  ThrottlingException: "Nothing holds a user to AWS's rates.",
  UnauthorizedException: "IoT lets everybody; of rules that are not there other tests tell.",
  ...Object.fromEntries(
    ["AttachPolicy", "AttachPrincipalPolicy", "DetachPolicy", "GetEffectivePolicies", "ListAttachedPolicies"]
      .concat("ListTargetsForPolicy", "SetV2LoggingLevel", "TestAuthorization")
      .map((operation) => [`${operation} LimitExceededException`, noQuota]),
  ),
  ...Object.fromEntries(
    ["ConfirmTopicRuleDestination", "DeleteTopicRuleDestination", "GetTopicRuleDestination"]
      .concat("ListTagsForResource", "UntagResource")
      .map((operation) => [
        `${operation} InvalidRequestException`,
        "A text that is no ARN, or no token, names nothing.",
      ]),
  ),
  "CreateKeysAndCertificate InvalidRequestException": "Its one member is a flag.",
  "GetEffectivePolicies InvalidRequestException": "All of its members may be left out.",
  "CreateTopicRuleDestination ResourceAlreadyExistsException": "One URL may have several destinations.",
  "DeleteThing ResourceNotFoundException": goneAlready,
  "GetLoggingOptions InvalidRequestException": "It has no members.",
  "ListBillingGroups ResourceNotFoundException": "It asks for none by name.",
  ...Object.fromEntries(
    ["ListPrincipalPolicies", "ListPrincipalThings", "ListPrincipalThingsV2"].map((operation) => [
      `${operation} ResourceNotFoundException`,
      "Any text may be a principal, which then has nothing.",
    ]),
  ),
  "RegisterCertificateWithoutCA CertificateStateException": "Any of the states may be its first.",
  "UpdateCertificate CertificateStateException": "Certificates are not transferred.",
};
