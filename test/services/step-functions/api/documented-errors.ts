// The errors that the SDK's own documentation names for each operation of Step Functions.

import { documentedErrorsOf } from "../../support/documented-errors.ts";

export const documentedErrors = documentedErrorsOf("@aws-sdk/client-sfn");
