// AWS::Lambda::Permission: a statement of a function's policy.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import { parseFunctionName } from "../function-name.ts";
import { addPermission, removePermission } from "../functions/granted-permissions.ts";
import type { Lambda } from "../lambda.ts";

export const lambdaPermission: ResourceKind<Lambda> = {
  type: "AWS::Lambda::Permission",
  async create(properties, { service: { functions }, generatedName, mayExist }) {
    const { functionName, qualifier } = parseFunctionName(properties.text("FunctionName"));
    const present = functions.get(functionName).policies[qualifier ?? ""]?.statements ?? [];
    const isThere = present.some(({ Sid }) => Sid === generatedName);
    const request = {
      statementId: generatedName,
      action: properties.text("Action"),
      principal: properties.text("Principal"),
      sourceArn: properties.optionalText("SourceArn"),
      sourceAccount: properties.optionalText("SourceAccount"),
      eventSourceToken: properties.optionalText("EventSourceToken"),
      principalOrgId: properties.optionalText("PrincipalOrgID"),
      functionUrlAuthType: properties.optionalText("FunctionUrlAuthType"),
      invokedViaFunctionUrl: properties.optionalBoolean("InvokedViaFunctionUrl"),
    };
    if (!isThere || !mayExist) addPermission(functions, { name: functionName, qualifier }, request);
    await functions.book.committed();
    return { ref: generatedName, attributes: { Id: generatedName } };
  },
  async delete(ref, { service: { functions }, former }) {
    const { functionName, qualifier } = parseFunctionName(former.text("FunctionName"));
    const present = functions.find(functionName)?.policies[qualifier ?? ""]?.statements ?? [];
    if (!present.some(({ Sid }) => Sid === ref)) return;
    removePermission(functions, { name: functionName, qualifier }, ref);
    await functions.book.committed();
  },
};
