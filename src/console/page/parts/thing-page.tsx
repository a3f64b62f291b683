// The page of one thing: the way back to all of its kind, its name, and what there is of it; or that there is none of that name.

import type { ComponentChildren } from "preact";
import { isNotThere } from "../region/call.ts";
import { Trouble } from "./trouble.tsx";

export interface ThingPageProps {
  /** Where all of its kind are. */
  readonly section: string;
  readonly sectionTitle: string;
  /** What one of them is called in a sentence. */
  readonly kind: string;
  readonly name: string;
  /** What came instead of what was asked for. */
  readonly problem: Error | undefined;
  /** What else it stands in. */
  readonly within?: ComponentChildren;
  /** Instead of the name alone. */
  readonly heading?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function ThingPage(props: ThingPageProps) {
  const { section, sectionTitle, kind, name, problem, within, heading = name, children } = props;
  const isMissing = problem !== undefined && isNotThere(problem);
  return (
    <>
      <p class="crumbs">
        <a href={`#/${section}`}>{sectionTitle}</a> › {within}
      </p>
      {isMissing ? (
        <>
          <h1>
            There is no {kind} {name}
          </h1>
          <p>
            It is called otherwise, or is not there any more. <a href={`#/${section}`}>{sectionTitle}</a> has
            those that are.
          </p>
        </>
      ) : (
        <>
          <h1>{heading}</h1>
          <Trouble problem={problem} />
          {children}
        </>
      )}
    </>
  );
}
