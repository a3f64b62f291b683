// What the region said no to.

import { RegionProblem } from "../region/call.ts";

export function Trouble({ problem }: { readonly problem: Error | undefined }) {
  if (problem === undefined) return null;
  const code = problem instanceof RegionProblem ? `${problem.code}: ` : "";
  return (
    <p class="trouble" role="alert">
      <span aria-hidden="true">✖</span> {code}
      {problem.message}
    </p>
  );
}
