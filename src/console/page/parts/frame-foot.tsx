// Below every page: in which zone its times are told, and what it asked of the region as commands of the AWS CLI.

import { useState } from "preact/hooks";
import { commandsAsked } from "../region/asked.ts";
import { Copy } from "./copy.tsx";
import { isTimeZone, type TimeZone } from "./words.ts";

export interface FrameFootProps {
  readonly zone: TimeZone;
  readonly onZone: (zone: TimeZone) => void;
}

export function FrameFoot({ zone, onZone }: FrameFootProps) {
  const [commands, setCommands] = useState<readonly string[]>([]);
  const text = commands.join("\n");
  return (
    <footer>
      <label>
        Times{" "}
        <select
          value={zone}
          onChange={({ currentTarget: { value } }) => {
            if (isTimeZone(value)) onZone(value);
          }}
        >
          <option value="local">as on this machine</option>
          <option value="UTC">in UTC</option>
        </select>
      </label>
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
