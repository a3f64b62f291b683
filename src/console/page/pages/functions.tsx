// Lambda functions: invoked from here, with what they print.

import { Ask } from "../parts/ask.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { callPath } from "../region/call.ts";
import { addressOf, type Route } from "../route.ts";

interface LambdaFunction {
  readonly FunctionName: string;
  readonly Runtime?: string;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly State?: string;
}

export function FunctionsPage() {
  return (
    <ListPage<LambdaFunction>
      title="Functions"
      load={async () =>
        (
          await callPath<{ Functions: LambdaFunction[] }>(
            "lambda",
            "GET",
            "/2015-03-31/functions/?MaxItems=10000",
          )
        ).Functions
      }
      nameOf={({ FunctionName }) => FunctionName}
      addressOf={({ FunctionName }) => addressOf(["functions", FunctionName])}
      empty="There is no function."
      columns={[
        { title: "Runtime", width: "9rem", cell: ({ Runtime }) => Runtime ?? "image" },
        { title: "Memory", width: "7rem", cell: ({ MemorySize }) => `${MemorySize} MB` },
        { title: "Timeout", width: "6rem", cell: ({ Timeout }) => `${Timeout} s` },
      ]}
    />
  );
}

export function FunctionPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  return (
    <>
      <p class="crumbs">
        <a href="#/functions">Functions</a> ›
      </p>
      <h1>{name}</h1>
      <Ask
        title="Invoke"
        action="Invoke"
        fields={[{ name: "event", title: "Event, as JSON", rows: 6, value: "{}" }]}
        ask={({ event = "{}" }) =>
          callPath(
            "lambda",
            "POST",
            `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
            JSON.parse(event),
          )
        }
      />
      <h2>Logs</h2>
      <LogLines logGroupName={`/aws/lambda/${name}`} />
    </>
  );
}
