// The errors that AWS documents and that cannot come about on one machine, with why.

const noKeys = "There are no keys: encryption is a setting that is kept and told.";
const noQuota = "Nothing holds a user to quotas of the whole account.";
const oneAfterTheOther = "Calls are done one after the other.";

/** Why an error of any operation, or of one, cannot come about. */
export const impossible: Readonly<Record<string, string>> = {
  KmsAccessDeniedException: noKeys,
  KmsInvalidStateException: noKeys,
  KmsThrottlingException: noKeys,
  ActivityLimitExceeded: noQuota,
  ExecutionLimitExceeded: noQuota,
  StateMachineLimitExceeded: noQuota,
  InvalidTracingConfiguration: "Tracing is on or off, and both are valid.",
  "CreateStateMachine ConflictException": oneAfterTheOther,
  "DeleteStateMachineAlias ConflictException": oneAfterTheOther,
  "UpdateStateMachine ConflictException": oneAfterTheOther,
  "UpdateStateMachineAlias ConflictException": oneAfterTheOther,
  "CreateStateMachine StateMachineTypeNotSupported": "Both types are supported.",
  "CreateStateMachineAlias InvalidName": "A name that does not fit its pattern is a ValidationException.",
  "DeleteStateMachineAlias ResourceNotFound": "One that is not there is as good as deleted, as AWS has it.",
};
