// JSONata expressions side by side with the package that evaluates them, once compiled: what binding, checking and the way
// through a state add.

import jsonata from "jsonata";
import { compileJsonata } from "../../src/asl/jsonata/compile-jsonata.ts";
import type { Json } from "../../src/aws/json.ts";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { order, provenRunnerOf } from "./executions.ts";

const peerName = "jsonata 2.2.2, compiled";

const expressions: Readonly<Record<string, string>> = {
  "sum over lines": "$sum($states.input.order.lines.quantity)",
  "object of a filter": `{ "id": $states.input.order.id, "large": $states.input.order.lines[quantity > 4].sku }`,
};

export async function jsonataBenches(pace: Pace): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, expression] of Object.entries(expressions)) {
    const compiled = jsonata(expression);
    const peers = { [peerName]: () => compiled.evaluate(undefined, { states: { input: order } }) };
    const unit = "evaluations/s";
    rows.push(
      ...(await compare({ name: `JSONata ${name}`, unit, millrace: evaluation(expression), peers }, pace)),
    );
    const throughPass = await provenRunnerOf(
      {
        QueryLanguage: "JSONata",
        StartAt: "Evaluate",
        States: { Evaluate: { Type: "Pass", Output: `{% ${expression} %}`, End: true } },
      },
      order,
    );
    rows.push(
      ...(await compare(
        { name: `JSONata ${name}, as an execution`, unit, millrace: throughPass, peers },
        pace,
      )),
    );
  }
  return rows;
}

function evaluation(expression: string): () => Json | Promise<Json> {
  const evaluate = compileJsonata(`{% ${expression} %}`, "Output");
  const context = {};
  const variables = { get: () => undefined };
  return () => evaluate({ input: order, context, variables });
}
