// Below every page: how its times are told, by which keys it goes, and what it asked of the region as commands of the AWS CLI.

import { useState } from "preact/hooks";
import { commandsAsked } from "../region/asked.ts";
import { Copy } from "./copy.tsx";
import { isTimeStyle, type TimeStyle } from "./words.ts";

/** What `app.tsx` and the parts that have the focus listen to. */
const keys: readonly (readonly [key: string, does: string])[] = [
  ["/", "to the filter"],
  ["j", "into the first table"],
  ["j k ↑ ↓", "from row to row of a table"],
  ["Page Up, Page Down, Home, End", "farther in it"],
  ["Enter", "opens the row, the state or the link"],
  ["← →", "from one view to another"],
  ["g", "to the graph of an execution"],
  ["Escape", "closes a panel or a dialog"],
];

export interface FrameFootProps {
  readonly times: TimeStyle;
  readonly onTimes: (times: TimeStyle) => void;
}

export function FrameFoot({ times, onTimes }: FrameFootProps) {
  const [commands, setCommands] = useState<readonly string[]>([]);
  const text = commands.join("\n");
  return (
    <footer>
      <label>
        Times{" "}
        <select
          value={times}
          onChange={({ currentTarget: { value } }) => {
            if (isTimeStyle(value)) onTimes(value);
          }}
        >
          <option value="local">as on this machine</option>
          <option value="UTC">in UTC</option>
          <option value="relative">as how long ago</option>
        </select>
      </label>
      <details>
        <summary>Keys</summary>
        <dl class="keys">
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </details>
      <details onToggle={({ currentTarget }) => setCommands(currentTarget.open ? commandsAsked() : [])}>
        <summary>The same by the AWS CLI</summary>
        <p class="note">
          What this page has asked, for any endpoint; here with <code>--endpoint-url {location.origin}</code>.{" "}
          <Copy label="copy" text={() => text} />
        </p>
        <pre tabIndex={0} role="region" aria-label="Commands of the AWS CLI">
          {text || "It has asked no operation of AWS."}
        </pre>
      </details>
    </footer>
  );
}
