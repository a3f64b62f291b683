// A widget that shows what a Logs Insights query finds. `SOURCE 'group'` before the first `|` says where.

import { QueryTable, runQuery } from "../parts/insights.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useLive } from "../region/live.ts";

export interface LogWidgetProps {
  readonly title: string;
  readonly query: string;
  readonly minutes: number;
}

export function LogWidget({ title, query, minutes }: LogWidgetProps) {
  const { groups, text } = sourcesOf(query);
  const { value, problem } = useLive(`${query} ${minutes}`, () => runQuery(groups, text, minutes), 30_000);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Trouble problem={problem} />
      {value && <QueryTable told={value} />}
    </figure>
  );
}

function sourcesOf(query: string): { readonly groups: readonly string[]; readonly text: string } {
  const commands = query.split("|");
  const sources = commands.filter((each) => /^\s*SOURCE\s/i.test(each));
  return {
    groups: sources.flatMap((each) =>
      Array.from(each.matchAll(/'([^']+)'|"([^"]+)"/g), (found) => found[1] ?? found[2] ?? ""),
    ),
    text: commands
      .filter((each) => !sources.includes(each))
      .join("|")
      .trim(),
  };
}
