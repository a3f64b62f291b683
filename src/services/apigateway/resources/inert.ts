// What of REST APIs has no effect here.

import { byId, inertKind } from "../../../aws/template/inert-kind.ts";

export const inertKinds = [inertKind("AWS::ApiGateway::Account", byId)];
