// Event buses: their rules, whether an event would match one, and a way to put one.

import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Bus {
  readonly Name: string;
  readonly Arn: string;
}

export function BusesPage() {
  return (
    <ListPage<Bus>
      title="Event buses"
      load={async () => (await call<{ EventBuses: Bus[] }>("eventbridge", "ListEventBuses")).EventBuses}
      nameOf={({ Name }) => Name}
      addressOf={({ Name }) => addressOf(["buses", Name])}
      empty="There is no bus."
      columns={[{ title: "ARN", width: "2fr", cell: ({ Arn }) => Arn }]}
    />
  );
}

interface Rule {
  readonly Name: string;
  readonly State: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly targets: readonly { readonly Id: string; readonly Arn: string }[];
}

async function rulesOf(EventBusName: string): Promise<readonly Rule[]> {
  const { Rules } = await call<{ Rules: Omit<Rule, "targets">[] }>("eventbridge", "ListRules", {
    EventBusName,
  });
  return Promise.all(
    Rules.map(async (rule) => {
      const { Targets } = await call<{ Targets: Rule["targets"] }>("eventbridge", "ListTargetsByRule", {
        Rule: rule.Name,
        EventBusName,
      });
      return { ...rule, targets: Targets };
    }),
  );
}

const sample = JSON.stringify({ source: "console", "detail-type": "Tried", detail: {} }, null, 2);

export function BusPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value: rules, problem } = useLive(name, () => rulesOf(name), 5000);
  return (
    <>
      <p class="crumbs">
        <a href="#/buses">Event buses</a> ›
      </p>
      <h1>{name}</h1>
      <Trouble problem={problem} />
      <h2>Rules</h2>
      {rules?.length === 0 && <p class="empty">The bus has no rule.</p>}
      {rules?.map((rule) => (
        <details key={rule.Name}>
          <summary>
            {rule.Name} · {rule.State.toLowerCase()} · {rule.ScheduleExpression ?? "by pattern"} ·{" "}
            {rule.targets.length} targets
          </summary>
          <JsonText title="Event pattern" text={rule.EventPattern} />
          <ul>
            {rule.targets.map(({ Id, Arn }) => (
              <li key={Id}>
                {Id}: <code>{Arn}</code>
              </li>
            ))}
          </ul>
        </details>
      ))}
      <Ask
        title="Which rules match an event?"
        action="Try"
        fields={[{ name: "event", title: "Event", rows: 8, value: sample }]}
        ask={async ({ event = "{}" }) => {
          const whole = {
            id: "1",
            account: "000000000000",
            time: new Date().toISOString(),
            region: "us-east-1",
            resources: [],
            ...JSON.parse(event),
          };
          const tried = (rules ?? []).filter(({ EventPattern }) => EventPattern !== undefined);
          const results = await Promise.all(
            tried.map(({ EventPattern }) =>
              call<{ Result: boolean }>("eventbridge", "TestEventPattern", {
                EventPattern,
                Event: JSON.stringify(whole),
              }),
            ),
          );
          return tried.map(({ Name }, index) => ({ rule: Name, matches: results[index]?.Result }));
        }}
        shown={(answer) => (
          <ul>
            {(answer as readonly { rule: string; matches: boolean }[]).map(({ rule, matches }) => (
              <li key={rule} class={matches ? "good" : "dull"}>
                {matches ? "✔ matches" : "· does not match"}: {rule}
              </li>
            ))}
          </ul>
        )}
      />
      <Ask
        title="Put an event"
        action="Put"
        fields={[
          { name: "Source", title: "Source", value: "console" },
          { name: "DetailType", title: "Detail type", value: "Tried" },
          { name: "Detail", title: "Detail", rows: 5, value: "{}" },
        ]}
        ask={(values) => call("eventbridge", "PutEvents", { Entries: [{ ...values, EventBusName: name }] })}
      />
    </>
  );
}
