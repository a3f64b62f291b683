// Who reads something, whether each does, and what went wrong for it last.

import type { Reader } from "../region/readers.ts";
import { addressOfArn } from "../route.ts";
import { LastFailure } from "./last-failure.tsx";
import { Status } from "./status.tsx";

export function ReaderList({ readers }: { readonly readers: readonly Reader[] }) {
  if (readers.length === 0) return <p class="empty">Nobody does.</p>;
  return (
    <ul>
      {readers.map(({ kind, name, arn, state }) => (
        <li key={`${kind} ${name} ${arn}`}>
          {kind} {arn === undefined ? name : <a href={addressOfArn(arn) ?? "#/"}>{name}</a>} ·{" "}
          <Status of={state.toUpperCase()} />
          {arn !== undefined && <LastFailure arn={arn} />}
        </li>
      ))}
    </ul>
  );
}
