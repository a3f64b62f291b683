// Which rules an event would match, and field by field why the others would not; or a pattern that is no rule yet.

import { Ask } from "../parts/ask.tsx";
import { post } from "../region/call.ts";

export interface NamedPattern {
  readonly name: string;
  readonly pattern: string;
}

interface BranchFindings {
  readonly matches: boolean;
  readonly isScattered: boolean;
  readonly fields: readonly {
    readonly path: string;
    readonly wanted: unknown;
    readonly found: readonly unknown[];
    readonly matches: boolean;
  }[];
}

type Tried = NamedPattern & { readonly branches: readonly BranchFindings[] };

const sample = JSON.stringify({ source: "console", "detail-type": "Tried", detail: {} }, null, 2);

export function PatternTester({ patterns }: { readonly patterns: readonly NamedPattern[] }) {
  return (
    <Ask
      title="Which rules match an event, and why not?"
      action="Try"
      fields={[
        { name: "event", title: "Event", rows: 8, value: sample },
        { name: "pattern", title: "A pattern of your own (empty: only the rules)", rows: 4, value: "" },
      ]}
      ask={async ({ event = "{}", pattern = "" }): Promise<readonly Tried[]> => {
        const tried =
          pattern.trim() === "" ? patterns : [...patterns, { name: "the pattern above", pattern }];
        const whole = {
          ...{ version: "0", id: "1", account: "000000000000", time: new Date().toISOString() },
          ...{ region: "us-east-1", resources: [] },
          ...JSON.parse(event),
        };
        const explained = await post<readonly (readonly BranchFindings[])[]>("explain-event", {
          ...{ patterns: tried.map((each) => each.pattern), event: whole },
        });
        return tried.map((each, at) => ({ ...each, branches: explained[at] ?? [] }));
      }}
      shown={(answer) => <Verdicts tried={answer as readonly Tried[]} />}
    />
  );
}

function Verdicts({ tried }: { readonly tried: readonly Tried[] }) {
  if (tried.length === 0) return <p class="empty">The bus has no rule with a pattern.</p>;
  return (
    <ul class="plain">
      {tried.map(({ name, branches }) => {
        const matches = branches.some((branch) => branch.matches);
        return (
          <li key={name}>
            <b class={matches ? "good" : "bad"}>{matches ? "✔ matches" : "✖ does not match"}</b> {name}
            {!matches &&
              branches.map((branch, at) => (
                <Why key={at} branch={branch} number={branches.length > 1 ? at + 1 : 0} />
              ))}
          </li>
        );
      })}
    </ul>
  );
}

/** `number` is of the ways in which `$or` can be read; 0 if there is one only. */
function Why({ branch, number }: { readonly branch: BranchFindings; readonly number: number }) {
  return (
    <>
      {number > 0 && <p>Way {number} of $or:</p>}
      {branch.isScattered && (
        <p>Each field holds for itself, but no one object of a list holds them together.</p>
      )}
      <ul>
        {branch.fields.map(({ path, wanted, found, matches }) => (
          <li key={path} class={matches ? "dull" : ""}>
            {matches ? "✔" : "✖"} <code>{path}</code>{" "}
            {matches ? (
              "holds"
            ) : (
              <>
                is{" "}
                {found.length === 0 ? (
                  "not there"
                ) : (
                  <code>{found.map((each) => JSON.stringify(each)).join(", ")}</code>
                )}
                ; wanted <code>{JSON.stringify(wanted)}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
