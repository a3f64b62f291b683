// What is wrong with a template: which file, where in it (a JSON pointer, and its line where that is known), and what was expected.

import type { Json } from "../json.ts";
import { type Place, placeOf } from "./places.ts";

export interface TemplateProblem {
  /** A JSON pointer into the template, after its transforms. */
  readonly path: string;
  /** In AWS's words, where AWS has words for it. */
  readonly problem: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where that stands in the file that was written. */
  readonly place?: Place | undefined;
  /** Whether its column is told: in a text that cannot be read there is no path. */
  readonly isOfText?: boolean;
}

/** One or more problems of one template; to a client of the API the first is all. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly file: string;
  readonly problems: readonly TemplateProblem[];
  /** Of the first problem. */
  readonly path: string;
  /** What AWS answers: the first problem, without its place. */
  readonly problem: string;

  constructor(file: string, path: string, problem: string, problems: readonly TemplateProblem[] = []) {
    const all = problems.length === 0 ? [{ path, problem }] : problems;
    super(all.map((each) => describeProblem(file, each)).join("\n"));
    this.file = file;
    this.path = path;
    this.problem = problem;
    this.problems = all;
  }

  /**
   * The error of all these problems, of which there is at least one, each with its place in the template. `told` is what AWS answers,
   * where that is not the first of them.
   */
  static of(file: string, body: Json, problems: readonly TemplateProblem[], told?: string): TemplateError {
    const placed = problems.map((each) => withPlace(each, body));
    return new TemplateError(file, placed[0]?.path ?? "", told ?? placed[0]?.problem ?? "", placed);
  }

  /** The same with the places that the template's body knows. */
  placedIn(body: Json): TemplateError {
    return TemplateError.of(this.file, body, this.problems, this.problem);
  }
}

/** `template.yaml:31 (/Resources/Queue/Type): …`, or `template.yaml:/Resources/Queue/Type: …` where the line is not known. */
export function describeProblem(file: string, told: TemplateProblem): string {
  const { path, problem, hint, place, isOfText = false } = told;
  const column = isOfText && place !== undefined ? `:${place.column}` : "";
  const where = place === undefined ? path : `${place.line}${column}${path === "" ? "" : ` (${path})`}`;
  const said = hint === undefined ? problem : `${problem}; ${hint}`;
  return `${place?.file ?? file}${where === "" ? "" : `:${where}`}: ${said}`;
}

function withPlace(problem: TemplateProblem, body: Json): TemplateProblem {
  const place = problem.place ?? placeOf(body, problem.path);
  return place === undefined ? problem : { ...problem, place };
}
