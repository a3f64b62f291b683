// Definitions as they may be sent: each is validated, and created if it is sound, and the two agree.

import type { AttackClass } from "../attack.ts";
import type { Answer, Target } from "../target.ts";
import { hostileDefinitions } from "./hostile-definitions.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const mostDiagnostics = 100;
let count = 0;

interface Validated {
  readonly result: string;
  readonly diagnostics: readonly { readonly severity: string; readonly message: string }[];
  readonly truncated: boolean;
}

export const definitionAttacks: AttackClass = {
  name: "definitions",
  shortStep: 6,
  attacks: Object.entries(hostileDefinitions).map(([name, definition]) => ({
    name: `a definition of ${name}`,
    run: (target) => validateAndCreate(target, definition()),
  })),
};

async function validateAndCreate(target: Target, definition: string): Promise<string | undefined> {
  const ask = (operation: string, body: object): Promise<Answer> =>
    target.call("AWSStepFunctions", operation, body);
  const validated = await ask("ValidateStateMachineDefinition", { definition, severity: "WARNING" });
  if (validated.status !== 200)
    return `ValidateStateMachineDefinition answered ${validated.status}: ${validated.body.slice(0, 300)}`;
  const { result, diagnostics, truncated } = JSON.parse(validated.body) as Validated;
  const isRefused = diagnostics.some(({ severity }) => severity === "ERROR");
  if (diagnostics.length > mostDiagnostics) return `${diagnostics.length} diagnostics`;
  if (result === "OK" ? isRefused : !isRefused && !truncated)
    return `${result} with ${diagnostics.length} diagnostics`;
  const wordless = diagnostics.find(({ message }) => message === "" || message.includes("undefined"));
  if (wordless !== undefined) return `a diagnostic without words: ${JSON.stringify(wordless)}`;
  const created = await ask("CreateStateMachine", { name: `definition-${count++}`, definition, roleArn });
  if (created.status !== (result === "OK" ? 200 : 400))
    return `${result}, and CreateStateMachine answered ${created.status}: ${created.body.slice(0, 300)}`;
  if (created.status === 400)
    return created.body.includes("InvalidDefinition") ? undefined : created.body.slice(0, 300);
  const { stateMachineArn } = JSON.parse(created.body) as { readonly stateMachineArn: string };
  const deleted = await ask("DeleteStateMachine", { stateMachineArn });
  return deleted.status === 200 ? undefined : `DeleteStateMachine answered ${deleted.status}`;
}
