// What is wrong with a SAM template, in the words of AWS's own translator, with the place in the template.

/** Keys and indexes from the template's root: `["Resources", "Hello", "Properties", "Events"]`. */
export type TemplatePath = readonly (string | number)[];

export interface SamProblem {
  readonly message: string;
  readonly path: TemplatePath;
}

/** Ends the expansion of the whole template. */
export class InvalidTemplate extends Error {
  override readonly name = "InvalidTemplate";
  readonly path: TemplatePath;

  constructor(message: string, path: TemplatePath) {
    super(message);
    this.path = path;
  }
}

/** Ends the expansion of one resource; the others go on, so that all problems are told at once. */
export class InvalidResource extends Error {
  override readonly name = "InvalidResource";
  readonly path: TemplatePath;

  constructor(logicalId: string, problem: string, path: TemplatePath = []) {
    super(`Resource with id [${logicalId}] is invalid. ${problem}`);
    this.path = ["Resources", logicalId, ...path];
  }
}

/** An event source of a function or a state machine. */
export class InvalidEvent extends InvalidResource {
  constructor(logicalId: string, event: string, problem: string, path: TemplatePath = []) {
    super(logicalId, `Event with id [${event}] is invalid. ${problem}`, [
      "Properties",
      "Events",
      event,
      ...path,
    ]);
  }
}

/** All problems as the one text that AWS answers with. */
export function accountOf(problems: readonly SamProblem[]): string {
  const messages = problems.map(({ message }) => message).join(" ");
  return `Invalid Serverless Application Specification document. Number of errors found: ${problems.length}. ${messages}`;
}
